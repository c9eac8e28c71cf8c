/** What a leg's own reports say, and how far away it is. RFC 3550 §6.4.1. */
import { limits } from '../limits.ts';
import type { ReportedStats } from '../media.ts';
import { readReports } from './rtcp.ts';

export class Reports {
  /** When sender reports went to the leg, by the middle of their NTP time. */
  readonly #passedMs = new Map<number, number>();
  #reported: ReportedStats | undefined;

  /** A packet on its way to the leg. */
  towards(bytes: Buffer, nowMs: number): void {
    for (const { ntpMiddle } of readReports(bytes)) {
      if (ntpMiddle === undefined) continue;
      this.#passedMs.set(ntpMiddle, nowMs);
      const [oldest] = this.#passedMs.keys();
      if (this.#passedMs.size > limits.senderReportsKept && oldest !== undefined)
        this.#passedMs.delete(oldest);
    }
  }

  /** A packet from the leg. */
  from(bytes: Buffer, nowMs: number, clockRate: number): void {
    for (const { blocks } of readReports(bytes)) {
      for (const block of blocks) {
        const { lost, fractionLost, jitter, lastSenderReport, delaySinceLast } = block;
        const passedMs = this.#passedMs.get(lastSenderReport);
        const heldMs = (delaySinceLast * 1000) / 65_536;
        const measuredMs = passedMs === undefined ? undefined : nowMs - passedMs - heldMs;
        this.#reported = {
          lost: Math.max(0, lost),
          lossShare: fractionLost / 256,
          jitterMs: (jitter * 1000) / clockRate,
          roundTripMs:
            measuredMs === undefined ? this.#reported?.roundTripMs : Math.max(0, measuredMs),
        };
      }
    }
  }

  stats(): ReportedStats | undefined {
    return this.#reported;
  }
}
