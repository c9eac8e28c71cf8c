/** AEAD_AES_128_GCM: the header is authenticated with what is sealed. RFC 7714 §8, §9. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { SessionKeys } from './derive.ts';
import { formatIndexWord, type RtpIndex, rtcpHeadBytes, type Transform } from './transform.ts';

const tagBytes = 16;
const indexBytes = 4;

/** Two zero bytes, SSRC, and six bytes of index; all with the salt over them. */
function nonce({ salt }: SessionKeys, ssrc: number, high: number, low: number): Buffer {
  const iv = Buffer.from(salt);
  iv.writeUInt32BE((iv.readUInt32BE(2) ^ ssrc) >>> 0, 2);
  iv.writeUInt32BE((iv.readUInt32BE(6) ^ high) >>> 0, 6);
  iv.writeUInt16BE(iv.readUInt16BE(10) ^ low, 10);
  return iv;
}

function seal(keys: SessionKeys, iv: Buffer, clear: Buffer, header: Buffer): Buffer {
  const cipher = createCipheriv('aes-128-gcm', keys.cipher, iv, { authTagLength: tagBytes });
  cipher.setAAD(header);
  const sealed = cipher.update(clear);
  cipher.final();
  return Buffer.concat([sealed, cipher.getAuthTag()]);
}

function open(keys: SessionKeys, iv: Buffer, sealed: Buffer, header: Buffer): Buffer | undefined {
  const decipher = createDecipheriv('aes-128-gcm', keys.cipher, iv, { authTagLength: tagBytes });
  decipher.setAAD(header);
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  const clear = decipher.update(sealed.subarray(0, sealed.length - tagBytes));
  try {
    decipher.final();
    return clear;
  } catch {
    return undefined;
  }
}

export function gcmMode(rtp: SessionKeys, rtcp: SessionKeys): Transform {
  const rtpNonce = ({ ssrc, rollover, sequence }: RtpIndex) => nonce(rtp, ssrc, rollover, sequence);
  const rtcpNonce = (packet: Buffer, index: number) =>
    nonce(rtcp, packet.readUInt32BE(4), index >>> 16, index & 0xffff);
  return {
    sealRtp(packet, index) {
      const header = packet.subarray(0, index.payloadStart);
      const body = seal(rtp, rtpNonce(index), packet.subarray(index.payloadStart), header);
      return Buffer.concat([header, body]);
    },
    openRtp(packet, index) {
      if (packet.length < index.payloadStart + tagBytes) return undefined;
      const header = packet.subarray(0, index.payloadStart);
      const body = open(rtp, rtpNonce(index), packet.subarray(index.payloadStart), header);
      return body && Buffer.concat([header, body]);
    },
    sealRtcp(packet, index) {
      const word = formatIndexWord(index);
      const header = packet.subarray(0, rtcpHeadBytes);
      const authenticated = Buffer.concat([header, word]);
      const body = packet.subarray(rtcpHeadBytes);
      return Buffer.concat([
        header,
        seal(rtcp, rtcpNonce(packet, index), body, authenticated),
        word,
      ]);
    },
    openRtcp(packet) {
      const end = packet.length - indexBytes;
      if (end < rtcpHeadBytes + tagBytes) return undefined;
      const word = packet.subarray(end);
      const value = word.readUInt32BE();
      // RFC 7714 §9.3 has a form that is only authenticated; nobody sends it.
      if (value < 0x8000_0000) return undefined;
      const index = value & 0x7fff_ffff;
      const header = packet.subarray(0, rtcpHeadBytes);
      const authenticated = Buffer.concat([header, word]);
      const sealed = packet.subarray(rtcpHeadBytes, end);
      const body = open(rtcp, rtcpNonce(packet, index), sealed, authenticated);
      return body && { packet: Buffer.concat([header, body]), index };
    },
  };
}
