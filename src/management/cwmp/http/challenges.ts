/** WWW-Authenticate and Authorization fields, read by hand: they come from anybody. RFC 9110 §11 */

export interface Challenge {
  readonly scheme: 'digest' | 'basic';
  readonly parameters: ReadonlyMap<string, string>;
}

/** A place in a text that only moves forward. */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isOver(): boolean {
    return this.#at >= this.#text.length;
  }

  skip(characters: string): void {
    while (!this.isOver && characters.includes(this.#here())) this.#at += 1;
  }

  /** Steps over the character, if it is the next. */
  take(character: string): boolean {
    const isNext = this.#here() === character;
    if (isNext) this.#at += 1;
    return isNext;
  }

  until(characters: string): string {
    const from = this.#at;
    while (!this.isOver && !characters.includes(this.#here())) this.#at += 1;
    return this.#text.slice(from, this.#at);
  }

  /** What stands between quotes, the first of which is passed already. */
  quoted(): string {
    let value = '';
    while (!this.isOver && !this.take('"')) {
      this.take('\\');
      value += this.#here();
      this.#at += 1;
    }
    return value;
  }

  #here(): string {
    return this.#text[this.#at] ?? '';
  }
}

/** The challenges of a WWW-Authenticate field, or the credentials of an Authorization. */
export function parseChallenges(field: string): readonly Challenge[] {
  const found: { scheme: string; parameters: Map<string, string> }[] = [];
  const scanner = new Scanner(field);
  while (!scanner.isOver) {
    scanner.skip(' \t,="');
    const word = scanner.until(' \t,="').toLowerCase();
    if (word === '') continue;
    scanner.skip(' \t');
    if (scanner.take('=')) {
      scanner.skip(' \t');
      const value = scanner.take('"') ? scanner.quoted() : scanner.until(' \t,');
      found.at(-1)?.parameters.set(word, value);
    } else {
      found.push({ scheme: word, parameters: new Map() });
    }
  }
  return found.flatMap(({ scheme, parameters }) =>
    scheme === 'digest' || scheme === 'basic' ? [{ scheme, parameters }] : [],
  );
}
