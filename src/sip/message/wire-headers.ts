/**
 * Header fields of a message that arrived: offsets into its head, values read when asked for. RFC
 * 3261 §7.3.
 */
import { findHeaderName, headerName } from './header-names.ts';
import type { Fields, Headers } from './message.ts';
import { sameName } from './name-table.ts';
import { firstElement, splitList } from './split.ts';
import { decodeText, unfold } from './text.ts';

/**
 * Numbers a field takes in the index: id, start and end of the name, start and end of the value.
 */
const WIDTH = 5;

/** The offsets of all fields, flat: one array for a whole message. */
export type HeaderIndex = readonly number[];

export class WireHeaders implements Headers {
  readonly #head: string;
  readonly #index: HeaderIndex;
  /** Whether the head is plain ASCII; undefined until the first value is read. */
  #ascii: boolean | undefined;

  constructor(head: string, index: HeaderIndex) {
    this.#head = head;
    this.#index = index;
    this.#ascii = undefined;
  }

  first(name: string): string | undefined {
    const known = findHeaderName(name);
    for (let at = this.#find(known?.id, name, 0); at >= 0; ) {
      const value = this.#value(at);
      if (known === undefined || !known.list) return value;
      if (value !== '') return firstElement(value);
      at = this.#find(known.id, name, at + WIDTH);
    }
    return undefined;
  }

  all(name: string): readonly string[] {
    const known = findHeaderName(name);
    const values: string[] = [];
    for (let at = this.#find(known?.id, name, 0); at >= 0; ) {
      const value = this.#value(at);
      if (known?.list !== true) values.push(value);
      else for (const element of splitList(value)) values.push(element);
      at = this.#find(known?.id, name, at + WIDTH);
    }
    return values;
  }

  count(name: string): number {
    const known = findHeaderName(name);
    let count = 0;
    for (let at = this.#find(known?.id, name, 0); at >= 0; ) {
      count += 1;
      at = this.#find(known?.id, name, at + WIDTH);
    }
    return count;
  }

  fields(): Fields {
    const fields: [string, string][] = [];
    for (let at = 0; at < this.#index.length; at += WIDTH) {
      fields.push([this.#name(at), this.#value(at)]);
    }
    return fields;
  }

  /** The next field of this name at or after a place of the index; -1 when there is none. */
  #find(id: number | undefined, name: string, from: number): number {
    const index = this.#index;
    if (id === undefined) return this.#findUnknown(name.toLowerCase(), from);
    for (let at = from; at < index.length; at += WIDTH) if (index[at] === id) return at;
    return -1;
  }

  #findUnknown(lower: string, from: number): number {
    const index = this.#index;
    for (let at = from; at < index.length; at += WIDTH) {
      const start = index[at + 1] ?? 0;
      const length = (index[at + 2] ?? 0) - start;
      if (index[at] === 0 && length === lower.length && sameName(this.#head, start, lower))
        return at;
    }
    return -1;
  }

  #name(at: number): string {
    const id = this.#index[at] ?? 0;
    if (id !== 0) return headerName(id)?.name ?? '';
    return this.#head.slice(this.#index[at + 1], this.#index[at + 2]);
  }

  #value(at: number): string {
    const raw = this.#head.slice(this.#index[at + 3], this.#index[at + 4]);
    // A carriage return inside a value is a fold, or one that stands alone.
    const value = raw.includes('\r') ? unfold(raw) : raw;
    this.#ascii ??= Buffer.byteLength(this.#head) === this.#head.length;
    return this.#ascii ? value : decodeText(value);
  }
}
