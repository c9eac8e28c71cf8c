/**
 * What is known of the packets received from one leg: loss, jitter, key presses. RFC 3550 §6.4.1,
 * A.1, A.3, A.8.
 */
import type { MediaStats } from '../media.ts';
import type { HeardBlock } from './compose-report.ts';
import { opinionScore } from './e-model.ts';
import type { RtpHeader } from './header.ts';
import { Reports } from './reports.ts';

/** RFC 3550 A.1. */
const dropoutMax = 3000;
const misorderMax = 100;

/** What is always known of packets that come here. */
export interface MeasuredStats extends MediaStats {
  readonly lost: number;
  readonly jitterMs: number;
  readonly dtmfEvents: number;
}

export class Reception {
  /** Counted by those who drop them. */
  foreign = 0;
  malformed = 0;
  readonly reports = new Reports();
  #packets = 0;
  #bytes = 0;
  #dtmfEvents = 0;
  #eventTimestamp: number | undefined;
  #ssrc: number | undefined;
  #base = 0;
  #highest = 0;
  #cycles = 0;
  #received = 0;
  #expectedNext: number | undefined;
  /** Expected and received when the last block was made. */
  #reported: readonly [number, number] = [0, 0];
  /** Of sources and numberings that are over. */
  #lostBefore = 0;
  #payloadType = -1;
  #clockRate = 8000;
  #transit: number | undefined;
  /** In timestamp units. */
  #jitter = 0;

  /** Whether the packet begins a key press. */
  take(header: RtpHeader, nowMs: number, clockRate: number, isEvent: boolean): boolean {
    this.#packets += 1;
    this.#bytes += header.payloadEnd - header.payloadStart;
    if (header.ssrc !== this.#ssrc) {
      this.#ssrc = header.ssrc;
      this.#renumber(header.sequence);
    } else this.#number(header.sequence);
    // The packets of one event share a timestamp, so they say nothing about jitter (RFC 4733 §2.2).
    if (isEvent) return this.#countEvent(header.timestamp);
    this.#time(header, nowMs, clockRate);
    return false;
  }

  #renumber(sequence: number): void {
    this.#lostBefore += this.#lostNow();
    this.#base = sequence;
    this.#highest = sequence;
    this.#cycles = 0;
    this.#received = 1;
    this.#reported = [0, 0];
    this.#expectedNext = undefined;
    this.#transit = undefined;
    this.#eventTimestamp = undefined;
  }

  #number(sequence: number): void {
    const ahead = (sequence - this.#highest) & 0xffff;
    if (ahead < dropoutMax) {
      if (sequence < this.#highest) this.#cycles += 0x1_0000;
      this.#highest = sequence;
      this.#received += 1;
    } else if (ahead <= 0x1_0000 - misorderMax) {
      // Two in a row far away: the sender has begun anew.
      if (sequence === this.#expectedNext) this.#renumber(sequence);
      else this.#expectedNext = (sequence + 1) & 0xffff;
    } else this.#received += 1;
  }

  #time({ payloadType, timestamp }: RtpHeader, nowMs: number, clockRate: number): void {
    const arrival = Math.round((nowMs * clockRate) / 1000);
    const transit = (arrival - timestamp) | 0;
    if (payloadType === this.#payloadType && this.#transit !== undefined) {
      const difference = Math.abs((transit - this.#transit) | 0);
      this.#jitter += (difference - this.#jitter) / 16;
    }
    this.#payloadType = payloadType;
    this.#clockRate = clockRate;
    this.#transit = transit;
  }

  #countEvent(timestamp: number): boolean {
    if (timestamp === this.#eventTimestamp) return false;
    this.#eventTimestamp = timestamp;
    this.#dtmfEvents += 1;
    return true;
  }

  #lostNow(): number {
    if (this.#ssrc === undefined || this.#received === 0) return 0;
    return Math.max(0, this.#cycles + this.#highest - this.#base + 1 - this.#received);
  }

  /** What a report says of the source that is heard now; undefined before any is. */
  block(): Omit<HeardBlock, 'lastSenderReport' | 'delaySinceLast'> | undefined {
    if (this.#ssrc === undefined) return undefined;
    const expected = this.#cycles + this.#highest - this.#base + 1;
    const [before, receivedBefore] = this.#reported;
    const fresh = expected - before;
    const missing = fresh - (this.#received - receivedBefore);
    this.#reported = [expected, this.#received];
    return {
      ssrc: this.#ssrc,
      fractionLost:
        fresh > 0 && missing > 0 ? Math.min(255, Math.floor((256 * missing) / fresh)) : 0,
      lost: expected - this.#received,
      highest: this.#cycles + this.#highest,
      jitter: this.#jitter,
    };
  }

  /** Received ones and lost ones, over everything that was numbered. */
  #lossShare(lost: number): number {
    return this.#packets === 0 ? 0 : lost / (this.#packets + lost);
  }

  stats(): MeasuredStats {
    const lost = this.#lostBefore + this.#lostNow();
    const jitterMs = (this.#jitter * 1000) / this.#clockRate;
    const reported = this.reports.stats();
    const roundTripMs = reported?.roundTripMs ?? 0;
    const impairment = { lossShare: this.#lossShare(lost), jitterMs, roundTripMs };
    return {
      packets: this.#packets,
      bytes: this.#bytes,
      lost,
      jitterMs,
      dtmfEvents: this.#dtmfEvents,
      foreign: this.foreign,
      malformed: this.malformed,
      reported,
      opinionScore: this.#packets === 0 ? undefined : opinionScore(impairment),
    };
  }
}
