/** RTCP of our own: a report on what is sent and heard, with a name. RFC 3550 §6.4, §6.5. */

/** What is heard of one source. */
export interface HeardBlock {
  readonly ssrc: number;
  /** Of 256, since the last block. */
  readonly fractionLost: number;
  readonly lost: number;
  /** The highest sequence number, with its cycles above it. */
  readonly highest: number;
  /** In timestamp units. */
  readonly jitter: number;
  /** The middle of the NTP time of its last sender report, and how long ago that was; 1/65536 s. */
  readonly lastSenderReport: number;
  readonly delaySinceLast: number;
}

/** What is sent: the timestamp that goes with this moment, and counts from the beginning. */
export interface SentBlock {
  readonly ntpMs: number;
  readonly timestamp: number;
  readonly packets: number;
  readonly bytes: number;
}

export interface ComposedReport {
  readonly ssrc: number;
  /** Undefined when nothing was sent since the last report: then it is a receiver report. */
  readonly sent?: SentBlock | undefined;
  readonly heard?: HeardBlock | undefined;
  /** Names the sender without saying where it is (RFC 7022). */
  readonly cname: string;
}

const senderReport = 200;
const receiverReport = 201;
const sourceDescription = 202;
const cnameItem = 1;
const senderBytes = 20;
const blockBytes = 24;
const headBytes = 8;
const lostMax = 0x7f_ffff;

export function composeReport({ ssrc, sent, heard, cname }: ComposedReport): Buffer {
  const type = sent === undefined ? receiverReport : senderReport;
  const length = headBytes + (sent ? senderBytes : 0) + (heard ? blockBytes : 0);
  const report = Buffer.alloc(length);
  writeHead(report, type, heard === undefined ? 0 : 1);
  report.writeUInt32BE(ssrc, 4);
  if (sent !== undefined) writeSent(report.subarray(headBytes), sent);
  if (heard !== undefined) writeHeard(report.subarray(length - blockBytes), heard);
  return Buffer.concat([report, describeSource(ssrc, cname)]);
}

function writeHead(packet: Buffer, type: number, count: number): void {
  packet.writeUInt8(0x80 | count, 0);
  packet.writeUInt8(type, 1);
  packet.writeUInt16BE(packet.length / 4 - 1, 2);
}

function writeSent(part: Buffer, { ntpMs, timestamp, packets, bytes }: SentBlock): void {
  const seconds = Math.floor(ntpMs / 1000);
  part.writeUInt32BE(seconds % 2 ** 32, 0);
  part.writeUInt32BE(Math.floor(((ntpMs - seconds * 1000) / 1000) * 2 ** 32), 4);
  part.writeUInt32BE(timestamp, 8);
  part.writeUInt32BE(packets % 2 ** 32, 12);
  part.writeUInt32BE(bytes % 2 ** 32, 16);
}

function writeHeard(part: Buffer, block: HeardBlock): void {
  part.writeUInt32BE(block.ssrc, 0);
  part.writeUInt8(block.fractionLost, 4);
  part.writeIntBE(Math.min(block.lost, lostMax), 5, 3);
  part.writeUInt32BE(block.highest % 2 ** 32, 8);
  part.writeUInt32BE(Math.round(block.jitter), 12);
  part.writeUInt32BE(block.lastSenderReport, 16);
  part.writeUInt32BE(block.delaySinceLast % 2 ** 32, 20);
}

/** One chunk with one item, ended by a zero and filled up to a whole word. */
function describeSource(ssrc: number, cname: string): Buffer {
  const name = Buffer.from(cname, 'latin1');
  const bytes = Math.ceil((headBytes + 2 + name.length + 1) / 4) * 4;
  const packet = Buffer.alloc(bytes);
  writeHead(packet, sourceDescription, 1);
  packet.writeUInt32BE(ssrc, 4);
  packet.writeUInt8(cnameItem, 8);
  packet.writeUInt8(name.length, 9);
  name.copy(packet, 10);
  return packet;
}
