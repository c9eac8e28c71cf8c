/** AES_CM_128_HMAC_SHA1_80: AES in counter mode, then a truncated HMAC. RFC 3711 §4.1.1, §4.2.1. */
import { createCipheriv } from 'node:crypto';
import { limits } from '../limits.ts';
import { Authenticator } from './authenticator.ts';
import type { SessionKeys } from './derive.ts';
import { formatIndexWord, type RtpIndex, rtcpHeadBytes, type Transform } from './transform.ts';

const blockBytes = 16;
const tagBytes = 10;
const indexBytes = 4;

/** SSRC, and the index cut as it goes into the counter. */
type Index = readonly [ssrc: number, high: number, low: number];

/** One protocol of a key. Its scratch buffers are free again when a call returns. */
class Half {
  readonly authenticator: Authenticator;
  readonly #salt: Buffer;
  readonly #cipher;
  /** Counter blocks one behind the other, each with its number at its end. */
  #counters = countersOf(Math.ceil(limits.packetBytesMax / blockBytes));

  /**
   * Counter mode is a key stream of encrypted counters. Encrypting them with one cipher that stays
   * costs Node half of a cipher in counter mode a packet.
   */
  constructor({ authentication, cipher, salt }: SessionKeys) {
    this.authenticator = new Authenticator(authentication);
    this.#salt = salt;
    this.#cipher = createCipheriv('aes-128-ecb', cipher, null).setAutoPadding(false);
  }

  /** The packet encrypted or decrypted from some byte on, which is the same, with room behind. */
  crypt(packet: Buffer, from: number, index: Index, room: number): Buffer {
    const stream = this.#keyStream(packet.length - from, index);
    const result = Buffer.allocUnsafe(packet.length + room);
    packet.copy(result, 0, 0, from);
    for (let at = from; at < packet.length; at += 1)
      result[at] = (packet[at] ?? 0) ^ (stream[at - from] ?? 0);
    return result;
  }

  /** The counter is the salt, with the SSRC over its third quarter and the index behind that. */
  #keyStream(bytes: number, [ssrc, high, low]: Index): Buffer {
    const end = Math.ceil(bytes / blockBytes) * blockBytes;
    if (end > this.#counters.length) this.#counters = countersOf(end / blockBytes);
    const counters = this.#counters;
    const words = [
      this.#salt.readUInt32BE(0),
      (this.#salt.readUInt32BE(4) ^ ssrc) >>> 0,
      (this.#salt.readUInt32BE(8) ^ high) >>> 0,
    ] as const;
    const last = this.#salt.readUInt16BE(12) ^ low;
    for (let at = 0; at < end; at += blockBytes) {
      counters.writeUInt32BE(words[0], at);
      counters.writeUInt32BE(words[1], at + 4);
      counters.writeUInt32BE(words[2], at + 8);
      counters.writeUInt16BE(last, at + 12);
    }
    return this.#cipher.update(counters.subarray(0, end));
  }
}

function countersOf(blocks: number): Buffer {
  const counters = Buffer.alloc(blocks * blockBytes);
  for (let block = 0; block < blocks; block += 1)
    counters.writeUInt16BE(block, block * blockBytes + 14);
  return counters;
}

function seal(packet: Buffer, at: number, digest: string): void {
  packet.write(digest, at, tagBytes, 'latin1');
}

/** In the same time wherever they differ. */
function isTag(digest: string, bytes: Buffer, from: number): boolean {
  let difference = 0;
  for (let at = 0; at < tagBytes; at += 1)
    difference |= digest.charCodeAt(at) ^ (bytes[from + at] ?? 0);
  return difference === 0;
}

function rtpIndex({ ssrc, rollover, sequence }: RtpIndex): Index {
  return [ssrc, rollover, sequence];
}

function rtcpIndex(packet: Buffer, index: number): Index {
  return [packet.readUInt32BE(4), index >>> 16, index & 0xffff];
}

export function counterMode(rtpKeys: SessionKeys, rtcpKeys: SessionKeys): Transform {
  const rtp = new Half(rtpKeys);
  const rtcp = new Half(rtcpKeys);
  return {
    sealRtp(packet, index) {
      const sealed = rtp.crypt(packet, index.payloadStart, rtpIndex(index), tagBytes);
      const body = sealed.subarray(0, packet.length);
      seal(sealed, body.length, rtp.authenticator.digest(body, index.rollover));
      return sealed;
    },
    openRtp(packet, index) {
      const end = packet.length - tagBytes;
      if (end < index.payloadStart) return undefined;
      const sealed = packet.subarray(0, end);
      if (!isTag(rtp.authenticator.digest(sealed, index.rollover), packet, end)) return undefined;
      return rtp.crypt(sealed, index.payloadStart, rtpIndex(index), 0);
    },
    sealRtcp(packet, index) {
      const room = indexBytes + tagBytes;
      const sealed = rtcp.crypt(packet, rtcpHeadBytes, rtcpIndex(packet, index), room);
      formatIndexWord(index).copy(sealed, packet.length);
      const end = packet.length + indexBytes;
      seal(sealed, end, rtcp.authenticator.digest(sealed.subarray(0, end)));
      return sealed;
    },
    openRtcp(packet) {
      const end = packet.length - tagBytes;
      const wordAt = end - indexBytes;
      if (wordAt < rtcpHeadBytes) return undefined;
      if (!isTag(rtcp.authenticator.digest(packet.subarray(0, end)), packet, end)) return undefined;
      const value = packet.readUInt32BE(wordAt);
      const index = value & 0x7fff_ffff;
      const sealed = packet.subarray(0, wordAt);
      // Without the E flag it is only authenticated.
      if (value < 0x8000_0000) return { packet: sealed, index };
      return { packet: rtcp.crypt(sealed, rtcpHeadBytes, rtcpIndex(sealed, index), 0), index };
    },
  };
}
