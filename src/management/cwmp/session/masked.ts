/**
 * An envelope as it may be shown: Password arguments, and values of parameters whose name ends in
 * Password, are not in it, however they are written. What is malformed is shown as far as that is
 * safe.
 */
import { readXml, XmlError } from '../xml/read-xml.ts';

interface Tag {
  /** Without a prefix. */
  readonly name: string;
  readonly kind: 'open' | 'close' | 'empty';
  readonly start: number;
  /** Behind its `>`. */
  readonly end: number;
}

/** From and up to which character. */
type Range = readonly [start: number, end: number];

const skipped = [
  ['<![CDATA[', ']]>'],
  ['<!--', '-->'],
  ['<?', '?>'],
  ['<!', '>'],
] as const;

function behind(text: string, word: string, from: number): number {
  const found = text.indexOf(word, from);
  return found < 0 ? text.length : found + word.length;
}

/** Behind the `>` of a tag; one in the value of an attribute is none. */
function endOfTag(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== '>') {
    const mark = text[at];
    at = mark === '"' || mark === "'" ? behind(text, mark, at + 1) : at + 1;
  }
  return Math.min(at + 1, text.length);
}

function* tagsOf(text: string): Generator<Tag> {
  for (let start = text.indexOf('<'); start >= 0; ) {
    const skip = skipped.find(([begin]) => text.startsWith(begin, start));
    const end = skip ? behind(text, skip[1], start + skip[0].length) : endOfTag(text, start);
    if (!skip) {
      const isClose = text[start + 1] === '/';
      const isEmpty = text[end - 2] === '/';
      const [word = ''] = /^[^\s/>]{0,128}/.exec(text.slice(start + (isClose ? 2 : 1), end)) ?? [];
      const name = word.slice(word.indexOf(':') + 1);
      yield { name, kind: isClose ? 'close' : isEmpty ? 'empty' : 'open', start, end };
    }
    start = text.indexOf('<', end);
  }
}

function isSecret(written: string): boolean {
  if (!/[&<]/.test(written)) return written.trim().endsWith('Password');
  try {
    return readXml(`<name>${written}</name>`).text.trim().endsWith('Password');
  } catch (error) {
    if (error instanceof XmlError) return true;
    throw error;
  }
}

/** What is told of one parameter, in either order. */
class Struct {
  readonly #values: Range[] = [];
  #isSecret = false;

  name(written: string): void {
    this.#isSecret ||= isSecret(written);
  }

  value(range: Range): void {
    this.#values.push(range);
  }

  secrets(): readonly Range[] {
    return this.#isSecret ? this.#values : [];
  }
}

function secretsIn(text: string): readonly Range[] {
  const found: Range[] = [];
  let struct = new Struct();
  let open: Tag | undefined;
  const close = (end: number) => {
    if (!open) return;
    const inside: Range = [open.end, end];
    if (open.name === 'Password') found.push(inside);
    else if (open.name === 'Name') struct.name(text.slice(...inside));
    else struct.value(inside);
    open = undefined;
  };
  for (const tag of tagsOf(text)) {
    if (tag.name === 'ParameterValueStruct') {
      // What one parameter has not closed goes no further than its own struct.
      close(tag.start);
      found.push(...struct.secrets());
      struct = new Struct();
    } else if (open) {
      if (tag.kind === 'close' && tag.name === open.name) close(tag.start);
    } else if (tag.kind === 'open' && /^(?:Password|Name|Value)$/.test(tag.name)) open = tag;
  }
  close(text.length);
  return [...found, ...struct.secrets()];
}

export function masked(text: string): string {
  const ranges = secretsIn(text)
    .filter(([start, end]) => end > start)
    .toSorted(([one], [other]) => one - other);
  const shown = ranges.map(([start], at) => `${text.slice(ranges[at - 1]?.[1] ?? 0, start)}***`);
  return `${shown.join('')}${text.slice(ranges.at(-1)?.[1] ?? 0)}`;
}
