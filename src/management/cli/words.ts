/** A command line cut into words: blanks separate, quotes hold together, a backslash escapes. */
import { Refusal } from '../../domain/refusal.ts';

export interface Words {
  readonly words: readonly string[];
  /** The line ends inside a word, so that completion continues it instead of starting a new one. */
  readonly isOpen: boolean;
}

/** Splits without judging: an unclosed quote counts as closed at the end. */
export function splitWords(line: string): Words & { readonly unclosed: boolean } {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  let isEscaped = false;
  for (const char of line) {
    const role: ReturnType<typeof roleOf> = isEscaped ? 'text' : roleOf(char, quote);
    isEscaped = role === 'escape';
    if (role === 'blank') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      if (role === 'quote') quote = quote === '' ? char : '';
      word = (word ?? '') + (role === 'text' ? char : '');
    }
  }
  if (word !== undefined) words.push(word);
  return { words, isOpen: word !== undefined, unclosed: quote !== '' };
}

function roleOf(char: string, quote: string): 'escape' | 'quote' | 'blank' | 'text' {
  if (char === '\\' && quote !== "'") return 'escape';
  if (quote === '' ? char === '"' || char === "'" : char === quote) return 'quote';
  return quote === '' && (char === ' ' || char === '\t') ? 'blank' : 'text';
}

/** The words of a whole command; a line that ends inside quotes is refused. */
export function commandWords(line: string): readonly string[] {
  const { words, unclosed } = splitWords(line);
  if (unclosed) throw new Refusal('E-COMMAND-QUOTE', 'a quotation mark is not closed');
  return words;
}

/** Whether a line of a script holds a command: not blank, not a `#` remark. */
export function isCommandLine(line: string): boolean {
  const text = line.trim();
  return text !== '' && !text.startsWith('#');
}
