/** AES_CM_128_HMAC_SHA1_80: AES in counter mode, then a truncated HMAC. RFC 3711 §4.1.1, §4.2.1. */
import { Authenticator } from './authenticator.ts';
import type { SessionKeys } from './derive.ts';
import { type Index, KeyStream } from './key-stream.ts';
import { formatIndexWord, type Numbered, rtcpHeadBytes, type Transform } from './transform.ts';

const tagBytes = 10;
const indexBytes = 4;
/** Packets of audio follow one another. */
const packetsAhead = 8;

/** One protocol of a key. */
class Half {
  readonly authenticator: Authenticator;
  readonly #stream: KeyStream;

  constructor(keys: SessionKeys, ahead: number) {
    this.authenticator = new Authenticator(keys.authentication);
    this.#stream = new KeyStream(keys, ahead);
  }

  /** The packet encrypted or decrypted from some byte on, which is the same, with room behind. */
  crypt(packet: Buffer, from: number, index: Index, room: number): Buffer {
    const { length } = packet;
    const stream = this.#stream.of(length - from, index);
    const result = Buffer.allocUnsafe(length + room);
    packet.copy(result, 0, 0, from);
    for (let at = from; at < length; at += 1)
      result[at] = (packet[at] ?? 0) ^ (stream[at - from] ?? 0);
    return result;
  }
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

function rtpIndex({ ssrc, sequence }: Numbered, rollover: number): Index {
  return { ssrc, high: rollover, low: sequence };
}

function rtcpIndex(packet: Buffer, index: number): Index {
  return { ssrc: packet.readUInt32BE(4), high: index >>> 16, low: index & 0xffff };
}

export function counterMode(rtpKeys: SessionKeys, rtcpKeys: SessionKeys): Transform {
  const rtp = new Half(rtpKeys, packetsAhead);
  const rtcp = new Half(rtcpKeys, 1);
  return {
    sealRtp(packet, header, rollover) {
      const index = rtpIndex(header, rollover);
      const sealed = rtp.crypt(packet, header.payloadStart, index, tagBytes);
      const body = sealed.subarray(0, packet.length);
      seal(sealed, body.length, rtp.authenticator.digest(body, rollover));
      return sealed;
    },
    openRtp(packet, header, rollover) {
      const end = packet.length - tagBytes;
      if (end < header.payloadStart) return undefined;
      const sealed = packet.subarray(0, end);
      if (!isTag(rtp.authenticator.digest(sealed, rollover), packet, end)) return undefined;
      return rtp.crypt(sealed, header.payloadStart, rtpIndex(header, rollover), 0);
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
