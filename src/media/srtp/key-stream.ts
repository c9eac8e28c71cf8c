/**
 * The key stream of AES in counter mode: the counters, encrypted. One cipher that stays costs Node
 * half of a cipher a packet, and several packets at once cost what one does. RFC 3711 §4.1.1
 */
import { createCipheriv } from 'node:crypto';
import type { SessionKeys } from './derive.ts';

const blockBytes = 16;

/** Of a packet; the low half is the sequence number in RTP. */
export interface Index {
  readonly ssrc: number;
  readonly high: number;
  readonly low: number;
}

export class KeyStream {
  readonly #cipher;
  readonly #salt: readonly [number, number, number, number];
  readonly #ahead: number;
  /** For the packet with this index and those behind it, so many blocks each. */
  #stream: Uint8Array = new Uint8Array(0);
  #first: Index = { ssrc: -1, high: -1, low: -1 };
  #blocks = 0;

  /** `ahead`: for how many packets with indices in a row it is made at a time. */
  constructor({ cipher, salt }: Pick<SessionKeys, 'cipher' | 'salt'>, ahead: number) {
    this.#cipher = createCipheriv('aes-128-ecb', cipher, null).setAutoPadding(false);
    this.#salt = [
      salt.readUInt32BE(0),
      salt.readUInt32BE(4),
      salt.readUInt32BE(8),
      salt.readUInt16BE(12),
    ];
    this.#ahead = ahead;
  }

  of(bytes: number, index: Index): Uint8Array {
    const blocks = Math.ceil(bytes / blockBytes);
    if (blocks > this.#blocks || !this.#hasMade(index)) this.#make(blocks, index);
    const from = (index.low - this.#first.low) * this.#blocks * blockBytes;
    return this.#stream.subarray(from, from + bytes);
  }

  #hasMade({ ssrc, high, low }: Index): boolean {
    const first = this.#first;
    if (ssrc !== first.ssrc || high !== first.high) return false;
    return low >= first.low && low < first.low + this.#ahead;
  }

  /** The counter is the salt, with the SSRC over its second word and the index behind that. */
  #make(blocks: number, first: Index): void {
    const { ssrc, high, low } = first;
    const [one, two, three, four] = this.#salt;
    const counters = new DataView(new ArrayBuffer(this.#ahead * blocks * blockBytes));
    let at = 0;
    for (let index = low; index < low + this.#ahead; index += 1) {
      for (let block = 0; block < blocks; block += 1, at += blockBytes) {
        counters.setUint32(at, one);
        counters.setUint32(at + 4, two ^ ssrc);
        counters.setUint32(at + 8, three ^ high);
        counters.setUint16(at + 12, four ^ index);
        counters.setUint16(at + 14, block);
      }
    }
    this.#stream = this.#cipher.update(counters);
    this.#first = first;
    this.#blocks = blocks;
  }
}
