/** The fixed header of an RTP packet, and how to tell RTCP from it. RFC 3550 §5.1, RFC 5761 §4. */

export interface RtpHeader {
  readonly hasMarker: boolean;
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  /** Where the payload begins, and where it ends before padding. */
  readonly payloadStart: number;
  readonly payloadEnd: number;
}

const rtpHeaderBytes = 12;

/**
 * Undefined when the packet is no RTP version 2, or its parts do not fit into it. The padding of a
 * sealed packet cannot be read.
 */
export function readRtpHeader(bytes: Buffer, isSealed = false): RtpHeader | undefined {
  if (bytes.length < rtpHeaderBytes) return undefined;
  const first = bytes.readUInt8(0);
  const second = bytes.readUInt8(1);
  if (first >> 6 !== 2) return undefined;
  let payloadStart = rtpHeaderBytes + 4 * (first & 0x0f);
  if ((first & 0x10) !== 0) {
    if (bytes.length < payloadStart + 4) return undefined;
    payloadStart += 4 + 4 * bytes.readUInt16BE(payloadStart + 2);
  }
  const padding = isSealed || (first & 0x20) === 0 ? 0 : bytes.readUInt8(bytes.length - 1);
  const payloadEnd = bytes.length - padding;
  if (payloadStart > payloadEnd) return undefined;
  return {
    hasMarker: second >= 0x80,
    payloadType: second & 0x7f,
    sequence: bytes.readUInt16BE(2),
    timestamp: bytes.readUInt32BE(4),
    ssrc: bytes.readUInt32BE(8),
    payloadStart,
    payloadEnd,
  };
}

/** RFC 5761 §4: packet types 192 to 223 are RTCP, whatever the port. */
export function isRtcp(bytes: Buffer): boolean {
  if (bytes.length < 8) return false;
  const type = bytes.readUInt8(1);
  return bytes.readUInt8(0) >> 6 === 2 && type >= 192 && type <= 223;
}

export interface RtpPacket {
  readonly hasMarker: boolean;
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Uint8Array;
}

export function formatRtp(packet: RtpPacket): Buffer {
  const bytes = Buffer.allocUnsafe(rtpHeaderBytes + packet.payload.length);
  bytes.writeUInt8(0x80, 0);
  bytes.writeUInt8(packet.payloadType | (packet.hasMarker ? 0x80 : 0), 1);
  bytes.writeUInt16BE(packet.sequence, 2);
  bytes.writeUInt32BE(packet.timestamp, 4);
  bytes.writeUInt32BE(packet.ssrc, 8);
  bytes.set(packet.payload, rtpHeaderBytes);
  return bytes;
}
