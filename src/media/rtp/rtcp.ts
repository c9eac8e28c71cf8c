/** Sender and receiver reports in a compound RTCP packet. RFC 3550 §6.1, §6.4. */

interface ReportBlock {
  /** The source that is reported on. */
  readonly ssrc: number;
  /** Of 256, since the last report. */
  readonly fractionLost: number;
  /** May be negative: duplicates. */
  readonly lost: number;
  /** In timestamp units. */
  readonly jitter: number;
  /** The middle of the NTP time of the last sender report, and how long ago that was; 1/65536 s. */
  readonly lastSenderReport: number;
  readonly delaySinceLast: number;
}

export interface Report {
  readonly ssrc: number;
  /** The middle 32 bits of a sender report's NTP time; undefined for receiver reports. */
  readonly ntpMiddle: number | undefined;
  readonly blocks: readonly ReportBlock[];
}

const senderReport = 200;
const receiverReport = 201;
const blockBytes = 24;

/** As far as the packet can be read; what cannot is passed over. */
export function readReports(bytes: Buffer): readonly Report[] {
  const reports: Report[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const first = bytes.readUInt8(at);
    const type = bytes.readUInt8(at + 1);
    const end = at + 4 + 4 * bytes.readUInt16BE(at + 2);
    if (first >> 6 !== 2 || end > bytes.length) break;
    const packet = bytes.subarray(at, end);
    if (type === senderReport && packet.length >= 28)
      reports.push(readReport(packet, first & 0x1f, 28, packet.readUInt32BE(10)));
    if (type === receiverReport) reports.push(readReport(packet, first & 0x1f, 8, undefined));
    at = end;
  }
  return reports;
}

function readReport(packet: Buffer, count: number, from: number, ntpMiddle?: number): Report {
  const blocks: ReportBlock[] = [];
  for (let at = from; blocks.length < count && at + blockBytes <= packet.length; at += blockBytes) {
    blocks.push({
      ssrc: packet.readUInt32BE(at),
      fractionLost: packet.readUInt8(at + 4),
      lost: packet.readIntBE(at + 5, 3),
      jitter: packet.readUInt32BE(at + 12),
      lastSenderReport: packet.readUInt32BE(at + 16),
      delaySinceLast: packet.readUInt32BE(at + 20),
    });
  }
  return { ssrc: packet.readUInt32BE(4), ntpMiddle, blocks };
}
