/** Bencode, in which the ng protocol writes its dictionaries. BEP 3; one character a byte. */

export type Bencoded = string | number | readonly Bencoded[] | { readonly [key: string]: Bencoded };
export type Dictionary = Readonly<Record<string, Bencoded>>;

/** Deeper than any answer of rtpengine; a hostile one ends here. */
const depthMax = 16;

export function formatBencode(value: Bencoded): string {
  if (typeof value === 'string') return `${value.length}:${value}`;
  if (typeof value === 'number') return `i${value}e`;
  if (isList(value)) return `l${value.map(formatBencode).join('')}e`;
  const pairs = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `d${pairs.map(([key, of]) => formatBencode(key) + formatBencode(of)).join('')}e`;
}

/** Undefined when the text is anything but one dictionary. */
export function readDictionary(text: string): Dictionary | undefined {
  const reader = new Reader(text);
  try {
    const value = reader.value(0);
    return reader.isAtEnd() ? dictionaryOf(value) : undefined;
  } catch {
    return undefined;
  }
}

export function dictionaryOf(value: Bencoded | undefined): Dictionary | undefined {
  return typeof value === 'object' && !isList(value) ? value : undefined;
}

export function listOf(value: Bencoded | undefined): readonly Bencoded[] {
  return isList(value) ? value : [];
}

export function numberOf(value: Bencoded | undefined): number {
  return typeof value === 'number' ? value : 0;
}

function isList(value: Bencoded | undefined): value is readonly Bencoded[] {
  return Array.isArray(value);
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }

  value(depth: number): Bencoded {
    if (depth > depthMax) throw new Error('too deep');
    const mark = this.#text[this.#at];
    if (mark === 'd') return this.#dictionary(depth);
    if (mark === 'l') return this.#list(depth);
    if (mark === 'i') {
      this.#at += 1;
      return this.#number('e');
    }
    return this.#string();
  }

  #dictionary(depth: number): Dictionary {
    // Without a prototype, as the keys are somebody else's.
    const pairs: Record<string, Bencoded> = Object.create(null);
    this.#at += 1;
    while (!this.#isEnd()) {
      const key = this.#string();
      pairs[key] = this.value(depth + 1);
    }
    return pairs;
  }

  #list(depth: number): readonly Bencoded[] {
    const items: Bencoded[] = [];
    this.#at += 1;
    while (!this.#isEnd()) items.push(this.value(depth + 1));
    return items;
  }

  #isEnd(): boolean {
    if (this.#text[this.#at] !== 'e') return false;
    this.#at += 1;
    return true;
  }

  #string(): string {
    const length = this.#number(':');
    const from = this.#at;
    this.#at += length;
    if (length < 0 || this.#at > this.#text.length) throw new Error('a string that is cut off');
    return this.#text.slice(from, this.#at);
  }

  #number(end: string): number {
    const stop = this.#text.indexOf(end, this.#at);
    const digits = this.#text.slice(this.#at, stop);
    if (stop < 0 || !/^-?[0-9]{1,16}$/.test(digits)) throw new Error('no number');
    this.#at = stop + 1;
    return Number(digits);
  }
}
