/** AES_CM_128_HMAC_SHA1_80: AES in counter mode, then a truncated HMAC. RFC 3711 §4.1.1, §4.2.1. */
import { createCipheriv, createHmac, type Hmac, timingSafeEqual } from 'node:crypto';
import type { SessionKeys } from './derive.ts';
import { formatIndexWord, type RtpIndex, rtcpHeadBytes, type Transform } from './transform.ts';

const tagBytes = 10;
const indexBytes = 4;

/** SSRC, and the index cut as it goes into the counter. */
type Index = readonly [ssrc: number, high: number, low: number];

/** One protocol of a key. Its scratch buffer is free again when a call returns. */
class Half {
  readonly #keys: SessionKeys;
  readonly #counter = Buffer.alloc(16);

  constructor(keys: SessionKeys) {
    this.#keys = keys;
  }

  /**
   * The packet encrypted or decrypted from some byte on, which is the same, with room behind it.
   * The counter is the salt, with the SSRC over its third quarter and the index behind that.
   */
  crypt(packet: Buffer, from: number, [ssrc, high, low]: Index, room: number): Buffer {
    const { cipher, salt } = this.#keys;
    const counter = this.#counter;
    salt.copy(counter);
    counter.writeUInt32BE((counter.readUInt32BE(4) ^ ssrc) >>> 0, 4);
    counter.writeUInt32BE((counter.readUInt32BE(8) ^ high) >>> 0, 8);
    counter.writeUInt16BE(counter.readUInt16BE(12) ^ low, 12);
    const result = Buffer.allocUnsafe(packet.length + room);
    packet.copy(result, 0, 0, from);
    createCipheriv('aes-128-ctr', cipher, counter).update(packet.subarray(from)).copy(result, from);
    return result;
  }

  authenticate(sealed: Buffer): Hmac {
    return createHmac('sha1', this.#keys.authentication).update(sealed);
  }
}

function truncated(hmac: Hmac): Buffer {
  return hmac.digest().subarray(0, tagBytes);
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
  const word = Buffer.alloc(4);
  const rtpTag = (sealed: Buffer, rollover: number): Buffer => {
    word.writeUInt32BE(rollover);
    return truncated(rtp.authenticate(sealed).update(word));
  };
  return {
    sealRtp(packet, index) {
      const sealed = rtp.crypt(packet, index.payloadStart, rtpIndex(index), tagBytes);
      rtpTag(sealed.subarray(0, packet.length), index.rollover).copy(sealed, packet.length);
      return sealed;
    },
    openRtp(packet, index) {
      const end = packet.length - tagBytes;
      if (end < index.payloadStart) return undefined;
      const sealed = packet.subarray(0, end);
      if (!timingSafeEqual(rtpTag(sealed, index.rollover), packet.subarray(end))) return undefined;
      return rtp.crypt(sealed, index.payloadStart, rtpIndex(index), 0);
    },
    sealRtcp(packet, index) {
      const room = indexBytes + tagBytes;
      const sealed = rtcp.crypt(packet, rtcpHeadBytes, rtcpIndex(packet, index), room);
      formatIndexWord(index).copy(sealed, packet.length);
      const end = packet.length + indexBytes;
      truncated(rtcp.authenticate(sealed.subarray(0, end))).copy(sealed, end);
      return sealed;
    },
    openRtcp(packet) {
      const end = packet.length - tagBytes;
      const wordAt = end - indexBytes;
      if (wordAt < rtcpHeadBytes) return undefined;
      const tag = truncated(rtcp.authenticate(packet.subarray(0, end)));
      if (!timingSafeEqual(tag, packet.subarray(end))) return undefined;
      const value = packet.readUInt32BE(wordAt);
      const index = value & 0x7fff_ffff;
      const sealed = packet.subarray(0, wordAt);
      // Without the E flag it is only authenticated.
      if (value < 0x8000_0000) return { packet: sealed, index };
      return { packet: rtcp.crypt(sealed, rtcpHeadBytes, rtcpIndex(sealed, index), 0), index };
    },
  };
}
