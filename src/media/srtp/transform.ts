/**
 * One packet sealed or opened, given its index; what the two suites have in common. RFC 3711 §3.
 */

/** Everything a transform has to know of an RTP packet besides its bytes. */
export interface RtpIndex {
  readonly ssrc: number;
  /** How often the sequence numbers have wrapped. */
  readonly rollover: number;
  readonly sequence: number;
  /** Where the payload begins: the header stays readable. */
  readonly payloadStart: number;
}

export interface Transform {
  sealRtp(packet: Buffer, index: RtpIndex): Buffer;
  /** Undefined when the packet is not authentic. */
  openRtp(packet: Buffer, index: RtpIndex): Buffer | undefined;
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
