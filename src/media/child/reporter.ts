/** The reports of a leg that ends here: when one is due, and what it says. RFC 3550 §6.3, §6.4. */
import { randomBytes, randomInt } from 'node:crypto';
import { composeReport, type HeardBlock } from '../rtp/compose-report.ts';
import type { RtpHeader } from '../rtp/header.ts';
import { Reception } from '../rtp/reception.ts';
import { reportIntervalMs } from '../rtp/report-interval.ts';
import { readReports } from '../rtp/rtcp.ts';
import type { RtpSender } from './rtp-sender.ts';

/** What a first report is taken to be long, with UDP and IP around it. */
const firstBytes = 128;
const overheadBytes = 28;
const chances = 2 ** 20;

export class Reporter {
  readonly #sender: RtpSender;
  readonly #heard = new Reception();
  readonly #cname = randomBytes(12).toString('base64');
  #averageBytes = firstBytes;
  #dueMs: number;
  #sentPackets = 0;
  #lastReport: { readonly ntpMiddle: number; readonly atMs: number } | undefined;

  constructor(sender: RtpSender, nowMs: number) {
    this.#sender = sender;
    this.#dueMs = nowMs + this.#intervalMs(true);
  }

  /** A packet that the leg hears. */
  take(header: RtpHeader, nowMs: number, isEvent: boolean): void {
    this.#heard.take(header, nowMs, 8000, isEvent);
  }

  /** A report that the leg is given. */
  learn(bytes: Buffer, nowMs: number): void {
    for (const { ntpMiddle } of readReports(bytes))
      if (ntpMiddle !== undefined) this.#lastReport = { ntpMiddle, atMs: nowMs };
  }

  /** The report that is due; undefined until then, and while there is nothing to report. */
  next(nowMs: number): Buffer | undefined {
    if (nowMs < this.#dueMs) return undefined;
    const { packets, bytes, timestamp, ssrc } = this.#sender.sent();
    const hasSent = packets > this.#sentPackets;
    const heard = this.#block(nowMs);
    this.#dueMs = nowMs + this.#intervalMs(false);
    if (!hasSent && heard === undefined) return undefined;
    this.#sentPackets = packets;
    const sent = hasSent ? { ntpMs: nowMs, timestamp, packets, bytes } : undefined;
    const report = composeReport({ ssrc, sent, heard, cname: this.#cname });
    this.#averageBytes += (report.length + overheadBytes - this.#averageBytes) / 16;
    return report;
  }

  #block(nowMs: number): HeardBlock | undefined {
    const block = this.#heard.block();
    if (block === undefined) return undefined;
    const last = this.#lastReport;
    return {
      ...block,
      lastSenderReport: last?.ntpMiddle ?? 0,
      delaySinceLast: last === undefined ? 0 : Math.round(((nowMs - last.atMs) * 65_536) / 1000),
    };
  }

  #intervalMs(isFirst: boolean): number {
    return reportIntervalMs(this.#averageBytes, isFirst, randomInt(chances) / chances);
  }
}
