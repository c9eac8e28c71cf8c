/** AEAD_AES_128_GCM: the header is authenticated with what is sealed. RFC 7714 §8, §9. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { SessionKeys } from './derive.ts';
import { formatIndexWord, type Numbered, rtcpHeadBytes, type Transform } from './transform.ts';

const tagBytes = 16;
const indexBytes = 4;
const noWord: Buffer = Buffer.alloc(0);

/** Two zero bytes, SSRC, and six bytes of index; all with the salt over them. */
function nonce({ salt }: SessionKeys, ssrc: number, high: number, low: number): Buffer {
  const iv = Buffer.from(salt);
  iv.writeUInt32BE((iv.readUInt32BE(2) ^ ssrc) >>> 0, 2);
  iv.writeUInt32BE((iv.readUInt32BE(6) ^ high) >>> 0, 6);
  iv.writeUInt16BE(iv.readUInt16BE(10) ^ low, 10);
  return iv;
}

/** From some byte on; the word behind, if there is one, is authenticated too. */
function seal(keys: SessionKeys, iv: Buffer, packet: Buffer, from: number, word = noWord): Buffer {
  const header = packet.subarray(0, from);
  const cipher = createCipheriv('aes-128-gcm', keys.cipher, iv, { authTagLength: tagBytes });
  cipher.setAAD(authenticated(header, word));
  const body = cipher.update(packet.subarray(from));
  cipher.final();
  return Buffer.concat([header, body, cipher.getAuthTag(), word]);
}

/** The packet without its tag; undefined when it is not authentic. */
function open(
  keys: SessionKeys,
  iv: Buffer,
  packet: Buffer,
  from: number,
  word = noWord,
): Buffer | undefined {
  const end = packet.length - tagBytes;
  const header = packet.subarray(0, from);
  const decipher = createDecipheriv('aes-128-gcm', keys.cipher, iv, { authTagLength: tagBytes });
  decipher.setAAD(authenticated(header, word));
  decipher.setAuthTag(packet.subarray(end));
  const body = decipher.update(packet.subarray(from, end));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return Buffer.concat([header, body]);
}

function authenticated(header: Buffer, word: Buffer): Buffer {
  return word.length === 0 ? header : Buffer.concat([header, word]);
}

export function gcmMode(rtp: SessionKeys, rtcp: SessionKeys): Transform {
  const rtpNonce = ({ ssrc, sequence }: Numbered, rollover: number) =>
    nonce(rtp, ssrc, rollover, sequence);
  const rtcpNonce = (packet: Buffer, index: number) =>
    nonce(rtcp, packet.readUInt32BE(4), index >>> 16, index & 0xffff);
  return {
    sealRtp: (packet, header, rollover) =>
      seal(rtp, rtpNonce(header, rollover), packet, header.payloadStart),
    openRtp(packet, header, rollover) {
      if (packet.length < header.payloadStart + tagBytes) return undefined;
      return open(rtp, rtpNonce(header, rollover), packet, header.payloadStart);
    },
    sealRtcp: (packet, index) =>
      seal(rtcp, rtcpNonce(packet, index), packet, rtcpHeadBytes, formatIndexWord(index)),
    openRtcp(packet) {
      const end = packet.length - indexBytes;
      if (end < rtcpHeadBytes + tagBytes) return undefined;
      const word = packet.subarray(end);
      const value = word.readUInt32BE();
      // RFC 7714 §9.3 has a form that is only authenticated; nobody sends it.
      if (value < 0x8000_0000) return undefined;
      const index = value & 0x7fff_ffff;
      const iv = rtcpNonce(packet, index);
      const opened = open(rtcp, iv, packet.subarray(0, end), rtcpHeadBytes, word);
      return opened && { packet: opened, index };
    },
  };
}
