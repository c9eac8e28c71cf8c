/** HMAC-SHA1 of packets under one key. RFC 2104, RFC 3711 §4.2.1. */
import type { KeyObject } from 'node:crypto';
import { blockBytes, compress, initialState, type State, wordOf } from './sha1.ts';

const digestBytes = 20;
/** What is authenticated beside the packet: a word. */
const wordBytes = 4;
/** What ends a message: a bit, and its length in bits. */
const endBytes = 9;

export class Authenticator {
  /** SHA-1 after the padded key, on the inside and on the outside. */
  readonly #inner: State;
  readonly #outer: State;
  readonly #state = initialState();
  /** The last blocks of what is hashed. */
  readonly #last = Buffer.alloc(2 * blockBytes);

  constructor(key: KeyObject) {
    this.#inner = stateAfter(key, 0x36);
    this.#outer = stateAfter(key, 0x5c);
  }

  /** The digest's words; they are others after the next call. */
  digest(bytes: Uint8Array, word?: number): State {
    const state = this.#state;
    state.set(this.#inner);
    const whole = bytes.length - (bytes.length % blockBytes);
    for (let at = 0; at < whole; at += blockBytes) compress(state, bytes, at);
    const last = this.#last;
    let end = bytes.length - whole;
    for (let at = 0; at < end; at += 1) last[at] = bytes[whole + at] ?? 0;
    if (word !== undefined) end = last.writeUInt32BE(word, end);
    this.#end(end, bytes.length + (word === undefined ? 0 : wordBytes));
    for (let at = 0; at < 5; at += 1) last.writeInt32BE(wordOf(state, at), 4 * at);
    state.set(this.#outer);
    this.#end(digestBytes, digestBytes);
    return state;
  }

  /** Takes the last bytes, as the end of a message with a block before it. */
  #end(end: number, length: number): void {
    const last = this.#last;
    const blocks = end + endBytes > blockBytes ? 2 : 1;
    last.fill(0, end, blocks * blockBytes);
    last[end] = 0x80;
    last.writeUInt32BE(8 * (blockBytes + length), blocks * blockBytes - 4);
    for (let block = 0; block < blocks; block += 1) compress(this.#state, last, block * blockBytes);
  }
}

function stateAfter(key: KeyObject, padding: number): State {
  const block = Buffer.alloc(blockBytes, padding);
  for (const [at, byte] of key.export().entries()) block[at] = byte ^ padding;
  const state = initialState();
  compress(state, block, 0);
  return state;
}
