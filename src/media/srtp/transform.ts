/**
 * One packet sealed or opened, given its index; what the two suites have in common. RFC 3711 §3.
 */
import type { RtpHeader } from '../rtp/header.ts';

/** What a transform has to know of an RTP packet; the rest of the header stays readable. */
export type Numbered = Pick<RtpHeader, 'ssrc' | 'sequence' | 'payloadStart'>;

export interface Transform {
  /** `rollover`: how often the sequence numbers have wrapped. */
  sealRtp(packet: Buffer, header: Numbered, rollover: number): Buffer;
  /** Undefined when the packet is not authentic. */
  openRtp(packet: Buffer, header: Numbered, rollover: number): Buffer | undefined;
  /** The index has 31 bits and goes with the packet. */
  sealRtcp(packet: Buffer, index: number): Buffer;
  openRtcp(packet: Buffer): { readonly packet: Buffer; readonly index: number } | undefined;
}

/** The first eight bytes of RTCP stay readable: header and SSRC. */
export const rtcpHeadBytes = 8;

/** The word behind an SRTCP packet: E flag and index (RFC 3711 §3.4). */
export function formatIndexWord(index: number): Buffer {
  const word = Buffer.alloc(4);
  word.writeUInt32BE((0x8000_0000 | index) >>> 0);
  return word;
}
