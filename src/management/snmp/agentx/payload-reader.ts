/**
 * Reads the payload of an AgentX PDU; like the reader of BER it never throws, it turns unsound. RFC
 * 2741 §5
 */
import type { Oid } from '../oid.ts';
import { type SnmpValue, tagOf, type ValueTypeName, type Varbind } from '../value.ts';

const typeOfTag: ReadonlyMap<number, ValueTypeName> = new Map(
  (
    [
      'integer',
      'octets',
      'null',
      'oid',
      'ipAddress',
      'counter32',
      'gauge32',
      'timeTicks',
      'opaque',
      'counter64',
    ] as const
  ).map((type) => [tagOf[type], type]),
);

const internet = [1, 3, 6, 1];

/** From a name on (or with it, when `isIncluded`), up to but not with another. */
export interface SearchRange {
  readonly start: Oid;
  readonly isIncluded: boolean;
  /** Empty: to the end of everything. */
  readonly end: Oid;
}

export class PayloadReader {
  readonly #bytes: Buffer;
  readonly #isNetworkOrder: boolean;
  #at = 0;
  #isSound = true;

  constructor(bytes: Buffer, isNetworkOrder: boolean) {
    this.#bytes = bytes;
    this.#isNetworkOrder = isNetworkOrder;
  }

  get isSound(): boolean {
    return this.#isSound;
  }

  get isAtEnd(): boolean {
    return !this.#isSound || this.#at >= this.#bytes.length;
  }

  #take(count: number): Buffer {
    const end = this.#at + count;
    if (!this.#isSound || end > this.#bytes.length) {
      this.#isSound = false;
      return Buffer.alloc(Math.min(count, 8));
    }
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  half(): number {
    const bytes = this.#take(2);
    return this.#isNetworkOrder ? bytes.readUInt16BE() : bytes.readUInt16LE();
  }

  word(): number {
    const bytes = this.#take(4);
    return this.#isNetworkOrder ? bytes.readUInt32BE() : bytes.readUInt32LE();
  }

  oid(): { readonly oid: Oid; readonly isIncluded: boolean } {
    const [count = 0, prefix = 0, include = 0] = this.#take(4);
    const arcs: number[] = prefix === 0 ? [] : [...internet, prefix];
    for (let at = 0; at < count && this.#isSound; at += 1) arcs.push(this.word());
    return { oid: arcs, isIncluded: include !== 0 };
  }

  octets(): Buffer {
    const length = this.word();
    if (length > this.#bytes.length) this.#isSound = false;
    if (!this.#isSound) return Buffer.alloc(0);
    const taken = this.#take(length);
    this.#take((4 - (length % 4)) % 4);
    return taken;
  }

  #value(tag: number): SnmpValue {
    const type = typeOfTag.get(tag);
    switch (type) {
      case 'integer':
        return { type, value: this.word() | 0 };
      case 'counter32':
      case 'gauge32':
      case 'timeTicks':
        return { type, value: this.word() };
      case 'octets':
      case 'ipAddress':
      case 'opaque':
        return { type, value: this.octets() };
      case 'oid':
        return { type, value: this.oid().oid };
      case 'counter64': {
        const bytes = this.#take(8);
        const value = this.#isNetworkOrder ? bytes.readBigUInt64BE() : bytes.readBigUInt64LE();
        return { type, value };
      }
      default:
        if (type === undefined) this.#isSound = false;
        return { type: 'null' };
    }
  }

  varbinds(): readonly Varbind[] {
    const varbinds: Varbind[] = [];
    while (!this.isAtEnd) {
      const tag = this.half();
      this.half();
      const { oid } = this.oid();
      varbinds.push({ oid, value: this.#value(tag) });
    }
    return varbinds;
  }

  ranges(): readonly SearchRange[] {
    const ranges: SearchRange[] = [];
    while (!this.isAtEnd) {
      const { oid: start, isIncluded } = this.oid();
      ranges.push({ start, isIncluded, end: this.oid().oid });
    }
    return ranges;
  }
}
