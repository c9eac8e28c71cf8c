/** BER written from the end: what is inside is known before its length is. */
import type { Oid } from './oid.ts';
import { type SnmpValue, tagOf, type Varbind } from './value.ts';

export const sequenceTag = 0x30;

export class BerWriter {
  #bytes: Buffer;
  /** Where the written part begins. */
  #at: number;

  constructor(size = 1536) {
    this.#bytes = Buffer.allocUnsafe(size);
    this.#at = size;
  }

  /** How many octets are written. */
  get length(): number {
    return this.#bytes.length - this.#at;
  }

  /** A copy of what is written. */
  result(): Buffer {
    return Buffer.from(this.#bytes.subarray(this.#at));
  }

  /** Begins anew. */
  clear(): void {
    this.#at = this.#bytes.length;
  }

  #room(count: number): void {
    if (this.#at >= count) return;
    const written = this.length;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, written + count));
    this.#bytes.copy(larger, larger.length - written, this.#at);
    this.#at = larger.length - written;
    this.#bytes = larger;
  }

  #byte(value: number): void {
    this.#room(1);
    this.#at -= 1;
    this.#bytes[this.#at] = value;
  }

  /** The header of a value whose content begins here and ended when `length` was `before`. */
  wrap(tag: number, before: number): void {
    const length = this.length - before;
    if (length < 0x80) this.#byte(length);
    else {
      let count = 0;
      for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) {
        this.#byte(rest & 0xff);
        count += 1;
      }
      this.#byte(0x80 + count);
    }
    this.#byte(tag);
  }

  /** Octets as they are, already encoded. */
  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#at -= bytes.length;
    this.#bytes.set(bytes, this.#at);
  }

  octets(bytes: Uint8Array, tag: number = tagOf.octets): void {
    const before = this.length;
    this.raw(bytes);
    this.wrap(tag, before);
  }

  /** A signed integer, or an unsigned one under an application tag; up to 2^53. */
  integer(value: number, tag: number = tagOf.integer): void {
    const before = this.length;
    let rest = value;
    do {
      this.#byte(((rest % 256) + 256) % 256);
      rest = Math.floor(rest / 256);
    } while (rest !== 0 && rest !== -1);
    const isNegative = value < 0;
    // The first bit is the sign.
    if ((this.#bytes[this.#at] ?? 0) > 0x7f !== isNegative) this.#byte(isNegative ? 0xff : 0);
    this.wrap(tag, before);
  }

  #counter64(value: bigint): void {
    const before = this.length;
    let rest = value;
    do {
      this.#byte(Number(rest & 0xffn));
      rest >>= 8n;
    } while (rest > 0n);
    if ((this.#bytes[this.#at] ?? 0) > 0x7f) this.#byte(0);
    this.wrap(tagOf.counter64, before);
  }

  oid(oid: Oid): void {
    const before = this.length;
    for (let at = oid.length - 1; at >= 1; at -= 1) {
      const arc = at === 1 ? (oid[0] ?? 0) * 40 + (oid[1] ?? 0) : (oid[at] ?? 0);
      this.#byte(arc % 128);
      for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) {
        this.#byte(0x80 + (rest % 128));
      }
    }
    this.wrap(tagOf.oid, before);
  }

  value(value: SnmpValue): void {
    switch (value.type) {
      case 'integer':
      case 'counter32':
      case 'gauge32':
      case 'timeTicks':
        this.integer(value.value, tagOf[value.type]);
        return;
      case 'octets':
      case 'ipAddress':
      case 'opaque':
        this.octets(value.value, tagOf[value.type]);
        return;
      case 'oid':
        this.oid(value.value);
        return;
      case 'counter64':
        this.#counter64(value.value);
        return;
      default:
        this.wrap(tagOf[value.type], this.length);
    }
  }
}

/** Used over and over: there are dozens of variable bindings in an answer. */
const scratch = new BerWriter(512);

/** One variable binding: a sequence of a name and a value. */
export function encodeVarbind({ oid, value }: Varbind): Buffer {
  scratch.clear();
  scratch.value(value);
  scratch.oid(oid);
  scratch.wrap(sequenceTag, 0);
  return scratch.result();
}

export function encodeVarbinds(varbinds: readonly Varbind[]): Buffer {
  return Buffer.concat(varbinds.map(encodeVarbind));
}
