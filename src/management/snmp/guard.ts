/**
 * What stands before any reading: sizes, and how much one source may ask for. reliability-
 * security.md T7, T8
 */
import { limits } from './limits.ts';

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Token buckets by source, the oldest forgotten when there are too many. */
class Buckets {
  readonly #rate: Rate;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Whether the source has one left; takes it. */
  take(source: string, nowMs: number): boolean {
    const bucket = this.#bucketOf(source, nowMs);
    const gained = ((nowMs - bucket.filledAtMs) * this.#rate.perSecond) / 1000;
    bucket.tokens = Math.min(this.#rate.burst, bucket.tokens + gained);
    bucket.filledAtMs = nowMs;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  #bucketOf(source: string, nowMs: number): Bucket {
    const known = this.#buckets.get(source);
    if (known) return known;
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size >= limits.sourcesMax && oldest !== undefined) {
      this.#buckets.delete(oldest);
    }
    const fresh = { tokens: this.#rate.burst, filledAtMs: nowMs };
    this.#buckets.set(source, fresh);
    return fresh;
  }
}

export type Admission = 'admitted' | 'refusedSizes' | 'refusedRates';

export class Guard {
  readonly #datagrams = new Buckets({
    perSecond: limits.datagramsPerSecond,
    burst: limits.datagramsBurst,
  });
  readonly #reports = new Buckets({
    perSecond: limits.reportsPerSecond,
    burst: limits.reportsBurst,
  });

  readonly #failures = new Buckets({
    perSecond: limits.failuresPerSecond,
    burst: limits.failuresBurst,
  });

  admit(source: string, length: number, nowMs: number): Admission {
    if (length < limits.datagramMinBytes || length > limits.datagramMaxBytes) return 'refusedSizes';
    return this.#datagrams.take(source, nowMs) ? 'admitted' : 'refusedRates';
  }

  /** A report goes to whoever claims to have asked: only so many. */
  mayReport(source: string, nowMs: number): boolean {
    return this.#reports.take(source, nowMs);
  }

  /** The gateway hears of failures, but a flood of them stops here. */
  mayTell(nowMs: number): boolean {
    return this.#failures.take('anybody', nowMs);
  }
}
