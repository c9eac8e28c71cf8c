/**
 * A strict reader of BER as SNMP uses it (RFC 3417 §8): it never throws, it turns unsound and reads
 * nothing more.
 */
import type { Oid } from './oid.ts';
import { type SnmpValue, tagOf, type ValueTypeName } from './value.ts';

const subIdentifiersMax = 128;
const nothing = Buffer.alloc(0);

const typeOfTag = new Map<number, ValueTypeName>();
for (const type of ['integer', 'octets', 'null', 'oid', 'ipAddress', 'counter32'] as const) {
  typeOfTag.set(tagOf[type], type);
}
for (const type of ['gauge32', 'timeTicks', 'opaque', 'counter64'] as const) {
  typeOfTag.set(tagOf[type], type);
}
for (const type of ['noSuchObject', 'noSuchInstance', 'endOfMibView'] as const) {
  typeOfTag.set(tagOf[type], type);
}

export class BerReader {
  readonly #bytes: Buffer;
  #at = 0;
  #end: number;
  #isSound = true;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#end = bytes.length;
  }

  /** Everything read so far was well-formed. */
  get isSound(): boolean {
    return this.#isSound;
  }

  get at(): number {
    return this.#at;
  }

  /** Nothing is left of the value that was entered last. */
  get isAtEnd(): boolean {
    return this.#at >= this.#end;
  }

  /** The next tag; -1 at the end. */
  peek(): number {
    return this.#isSound && this.#at < this.#end ? (this.#bytes[this.#at] ?? -1) : -1;
  }

  #fail(): number {
    this.#isSound = false;
    this.#at = this.#end;
    return 0;
  }

  /** Passes a header of this tag; the length of its content. */
  #header(tag: number): number {
    if (!this.#isSound || this.peek() !== tag) return this.#fail();
    this.#at += 1;
    const first = this.#bytes[this.#at] ?? 0x80;
    this.#at += 1;
    let length = first;
    if (first > 0x7f) {
      const count = first - 0x80;
      if (count < 1 || count > 4 || this.#at + count > this.#end) return this.#fail();
      length = this.#bytes.readUIntBE(this.#at, count);
      this.#at += count;
    }
    return this.#at + length > this.#end ? this.#fail() : length;
  }

  /** Steps into a constructed value; what it returns goes to `leave`. */
  enter(tag: number): number {
    const outer = this.#end;
    const length = this.#header(tag);
    if (this.#isSound) this.#end = this.#at + length;
    return outer;
  }

  /** Steps out; what was entered must have been read to its end. */
  leave(outer: number): void {
    if (this.#at !== this.#end) this.#fail();
    this.#end = outer;
    if (!this.#isSound) this.#at = outer;
  }

  octets(tag: number = tagOf.octets): Buffer {
    const length = this.#header(tag);
    if (!this.#isSound) return nothing;
    const start = this.#at;
    this.#at += length;
    return this.#bytes.subarray(start, this.#at);
  }

  /** A signed integer of 32 bits. */
  integer(): number {
    const length = this.#header(tagOf.integer);
    if (!this.#isSound || length < 1 || length > 4) return this.#fail();
    const value = this.#bytes.readIntBE(this.#at, length);
    this.#at += length;
    return value;
  }

  /** An unsigned integer of 32 bits under an application tag. */
  unsigned(tag: number): number {
    const length = this.#header(tag);
    if (!this.#isSound || length < 1 || length > 5) return this.#fail();
    const value = this.#bytes.readUIntBE(this.#at, length);
    // Some agents forget the leading zero of values over 2^31-1: four octets are taken as they are.
    if (value > 0xffff_ffff) return this.#fail();
    this.#at += length;
    return value;
  }

  #counter64(): bigint {
    const length = this.#header(tagOf.counter64);
    const tooLong = length > 9 || (length === 9 && this.#bytes[this.#at] !== 0);
    if (!this.#isSound || length < 1 || tooLong) return BigInt(this.#fail());
    let value = 0n;
    for (const byte of this.#bytes.subarray(this.#at, this.#at + length)) {
      value = value * 256n + BigInt(byte);
    }
    this.#at += length;
    return value;
  }

  oid(): Oid {
    const content = this.octets(tagOf.oid);
    const arcs: number[] = [];
    let arc = 0;
    let isInside = false;
    for (const byte of content) {
      // X.690 §8.19.2: the first octet of a sub-identifier is not 0x80.
      if (!isInside && byte === 0x80) this.#fail();
      arc = arc * 128 + (byte & 0x7f);
      if (arc > 0xffff_ffff) this.#fail();
      isInside = byte > 0x7f;
      if (isInside) continue;
      if (arcs.length === 0) arcs.push(...firstArcs(arc));
      else arcs.push(arc);
      arc = 0;
      if (!this.#isSound || arcs.length > subIdentifiersMax) break;
    }
    if (isInside || arcs.length === 0 || arcs.length > subIdentifiersMax) this.#fail();
    return arcs;
  }

  value(): SnmpValue {
    const type = typeOfTag.get(this.peek());
    switch (type) {
      case 'integer':
        return { type, value: this.integer() };
      case 'octets':
      case 'opaque':
        return { type, value: this.octets(tagOf[type]) };
      case 'ipAddress': {
        const value = this.octets(tagOf.ipAddress);
        if (value.length !== 4) this.#fail();
        return { type, value };
      }
      case 'oid':
        return { type, value: this.oid() };
      case 'counter32':
      case 'gauge32':
      case 'timeTicks':
        return { type, value: this.unsigned(tagOf[type]) };
      case 'counter64':
        return { type, value: this.#counter64() };
      case undefined:
        this.#fail();
        return { type: 'null' };
      default:
        if (this.#header(tagOf[type]) !== 0) this.#fail();
        return { type };
    }
  }
}

/** The first octets hold two arcs: 40 times the first, 0 to 2, and the second. X.690 §8.19.4 */
function firstArcs(combined: number): readonly [number, number] {
  if (combined < 40) return [0, combined];
  return combined < 80 ? [1, combined - 40] : [2, combined - 80];
}
