/**
 * SHA-1 block by block, from whatever state: Node's own hashes wholes, each from the beginning,
 * and its calls are what a packet of SRTP would cost most. FIPS 180-4 §6.1.2
 */

export const blockBytes = 64;

/** Five words. */
export type State = Int32Array;

export function initialState(): State {
  return Int32Array.of(0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0);
}

/** The message schedule of the block at hand. */
const schedule = new Int32Array(80);

/** Takes one block into a state. No step depends on what the block holds. */
export function compress(state: State, block: Uint8Array, from: number): void {
  spread(block, from);
  let a = wordOf(state, 0);
  let b = wordOf(state, 1);
  let c = wordOf(state, 2);
  let d = wordOf(state, 3);
  let e = wordOf(state, 4);
  let at = 0;
  for (; at < 20; at += 1) {
    const next = (rotate(a, 5) + ((b & c) | (~b & d)) + e + 0x5a82_7999 + wordOf(schedule, at)) | 0;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = next;
  }
  for (; at < 40; at += 1) {
    const next = (rotate(a, 5) + (b ^ c ^ d) + e + 0x6ed9_eba1 + wordOf(schedule, at)) | 0;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = next;
  }
  for (; at < 60; at += 1) {
    const next =
      (rotate(a, 5) + ((b & c) | (b & d) | (c & d)) + e + 0x8f1b_bcdc + wordOf(schedule, at)) | 0;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = next;
  }
  for (; at < 80; at += 1) {
    const next = (rotate(a, 5) + (b ^ c ^ d) + e + 0xca62_c1d6 + wordOf(schedule, at)) | 0;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = next;
  }
  state[0] = wordOf(state, 0) + a;
  state[1] = wordOf(state, 1) + b;
  state[2] = wordOf(state, 2) + c;
  state[3] = wordOf(state, 3) + d;
  state[4] = wordOf(state, 4) + e;
}

function spread(block: Uint8Array, from: number): void {
  for (let at = 0; at < 16; at += 1) schedule[at] = readWord(block, from + 4 * at);
  for (let at = 16; at < 80; at += 1) {
    const word = wordOf(schedule, at - 3) ^ wordOf(schedule, at - 8);
    schedule[at] = rotate(word ^ wordOf(schedule, at - 14) ^ wordOf(schedule, at - 16), 1);
  }
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

export function wordOf(words: State, at: number): number {
  return words[at] ?? 0;
}

function readWord(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16);
  return high | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
}
