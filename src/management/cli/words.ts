/** A command line cut into words: blanks separate, quotes hold together, a backslash takes the next character as it is. */
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
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '\\' && quote !== "'" && at + 1 < line.length) {
      at += 1;
      word = (word ?? '') + line.charAt(at);
    } else if (quote !== '') {
      if (char === quote) quote = '';
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === ' ' || char === '\t') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (word !== undefined) words.push(word);
  return { words, isOpen: word !== undefined, unclosed: quote !== '' };
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
