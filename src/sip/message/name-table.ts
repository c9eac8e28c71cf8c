/**
 * Names found in the middle of a text, case aside, without making a string of them. RFC 3261
 * §7.3.1.
 */

/**
 * Whether `text` from `start` says `lower`, case aside. Only for text that is known to be a token.
 */
export function sameName(text: string, start: number, lower: string): boolean {
  for (let at = 0; at < lower.length; at += 1) {
    const code = text.charCodeAt(start + at);
    const wanted = lower.charCodeAt(at);
    // No two token characters that differ in more than case meet under this mask.
    if (code !== wanted && (code | 0x20) !== wanted) return false;
  }
  return true;
}

interface Entry<T> {
  readonly lower: string;
  readonly value: T;
}

/** What is known about some names. */
export class NameTable<T> {
  /** By length and first letter: few names share both. */
  readonly #buckets: Entry<T>[][] = [];

  learn(name: string, value: T): void {
    const lower = name.toLowerCase();
    const bucket = (lower.length << 5) | (lower.charCodeAt(0) & 31);
    while (this.#buckets.length <= bucket) this.#buckets.push([]);
    this.#buckets[bucket]?.push({ lower, value });
  }

  /** What the token between two places of a text stands for; undefined when it is not known. */
  find(text: string, start: number, end: number): T | undefined {
    const bucket = this.#buckets[((end - start) << 5) | (text.charCodeAt(start) & 31)];
    if (bucket === undefined) return undefined;
    for (const entry of bucket) if (sameName(text, start, entry.lower)) return entry.value;
    return undefined;
  }
}
