/** AES_CM_128_HMAC_SHA1_80: AES in counter mode, then a truncated HMAC. RFC 3711 §4.1.1, §4.2.1. */
import { createCipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import type { SessionKeys } from './derive.ts';
import { formatIndexWord, type RtpIndex, rtcpHeadBytes, type Transform } from './transform.ts';

const tagBytes = 10;
const indexBytes = 4;

/**
 * (salt · 2¹⁶) ⊕ (SSRC · 2⁶⁴) ⊕ (index · 2¹⁶), with the index in its high and low 32 bits or 16.
 */
function counter({ salt }: SessionKeys, ssrc: number, high: number, low: number): Buffer {
  const iv = Buffer.alloc(16);
  salt.copy(iv);
  iv.writeUInt32BE((iv.readUInt32BE(4) ^ ssrc) >>> 0, 4);
  iv.writeUInt32BE((iv.readUInt32BE(8) ^ high) >>> 0, 8);
  iv.writeUInt16BE(iv.readUInt16BE(12) ^ low, 12);
  return iv;
}

/** Encrypting and decrypting are the same. */
function crypt(keys: SessionKeys, iv: Buffer, packet: Buffer, from: number): Buffer {
  const body = createCipheriv('aes-128-ctr', keys.cipher, iv).update(packet.subarray(from));
  return Buffer.concat([packet.subarray(0, from), body]);
}

function tagOf(keys: SessionKeys, packet: Buffer, more: Buffer): Buffer {
  const hmac = createHmac('sha1', keys.authentication).update(packet).update(more);
  return hmac.digest().subarray(0, tagBytes);
}

function rolloverWord(rollover: number): Buffer {
  const word = Buffer.alloc(4);
  word.writeUInt32BE(rollover);
  return word;
}

export function counterMode(rtp: SessionKeys, rtcp: SessionKeys): Transform {
  const rtpCounter = ({ ssrc, rollover, sequence }: RtpIndex) =>
    counter(rtp, ssrc, rollover, sequence);
  const rtcpCounter = (packet: Buffer, index: number) =>
    counter(rtcp, packet.readUInt32BE(4), index >>> 16, index & 0xffff);
  return {
    sealRtp(packet, index) {
      const sealed = crypt(rtp, rtpCounter(index), packet, index.payloadStart);
      return Buffer.concat([sealed, tagOf(rtp, sealed, rolloverWord(index.rollover))]);
    },
    openRtp(packet, index) {
      const end = packet.length - tagBytes;
      if (end < index.payloadStart) return undefined;
      const sealed = packet.subarray(0, end);
      const tag = tagOf(rtp, sealed, rolloverWord(index.rollover));
      if (!timingSafeEqual(tag, packet.subarray(end))) return undefined;
      return crypt(rtp, rtpCounter(index), sealed, index.payloadStart);
    },
    sealRtcp(packet, index) {
      const word = formatIndexWord(index);
      const sealed = crypt(rtcp, rtcpCounter(packet, index), packet, rtcpHeadBytes);
      return Buffer.concat([sealed, word, tagOf(rtcp, sealed, word)]);
    },
    openRtcp(packet) {
      const end = packet.length - tagBytes - indexBytes;
      if (end < rtcpHeadBytes) return undefined;
      const sealed = packet.subarray(0, end);
      const word = packet.subarray(end, end + indexBytes);
      if (!timingSafeEqual(tagOf(rtcp, sealed, word), packet.subarray(end + indexBytes)))
        return undefined;
      const value = word.readUInt32BE();
      const index = value & 0x7fff_ffff;
      const isSealed = value >= 0x8000_0000;
      const opened = isSealed
        ? crypt(rtcp, rtcpCounter(sealed, index), sealed, rtcpHeadBytes)
        : sealed;
      return { packet: opened, index };
    },
  };
}
