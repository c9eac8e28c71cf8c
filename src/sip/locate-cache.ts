/**
 * DNS answers kept as long as they are good, and longer when nobody answers. RFC 2308, RFC 8767.
 */
import type { Clock } from './clock.ts';

export type DnsType = 'NAPTR' | 'SRV' | 'A' | 'AAAA';

export type DnsRecord =
  | { readonly type: 'A' | 'AAAA'; readonly address: string }
  | {
      readonly type: 'SRV';
      readonly priority: number;
      readonly weight: number;
      readonly target: string;
      readonly port: number;
    }
  | {
      readonly type: 'NAPTR';
      readonly order: number;
      readonly preference: number;
      readonly service: string;
      readonly replacement: string;
    };

export type DnsAnswer =
  | { readonly ok: true; readonly records: readonly DnsRecord[]; readonly ttlSeconds: number }
  | { readonly ok: false; readonly failure: 'nxdomain' | 'timeout' | 'servfail' };

export interface Resolver {
  query(name: string, type: DnsType): Promise<DnsAnswer>;
}

export interface KeptAnswer {
  readonly answer: DnsAnswer;
  /** On the monotonic clock. */
  readonly freshUntil: number;
}

interface Entry extends KeptAnswer {
  readonly staleUntil: number;
}

/** A time to live of 0 would mean a query for every request. */
const ttlFloorSeconds = 5;
const ttlCeilingSeconds = 86_400;
const negativeSeconds = 10;
/** With nobody to ask, the last good answer serves this long. */
const staleMs = 24 * 3_600_000;
/** Before somebody is asked again who did not answer (RFC 8767 §5). */
const recheckMs = 30_000;
const entriesMax = 1000;

export class DnsCache {
  readonly #resolver: Resolver;
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  readonly #asking = new Map<string, Promise<KeptAnswer>>();

  constructor(resolver: Resolver, clock: Clock) {
    this.#resolver = resolver;
    this.#clock = clock;
  }

  /** One question at a time for each name and type, however many ask. */
  async query(name: string, type: DnsType): Promise<KeptAnswer> {
    const key = `${type} ${name.toLowerCase()}`;
    const entry = this.#entries.get(key);
    if (entry && entry.freshUntil > this.#clock.now()) return entry;
    const asking = this.#asking.get(key);
    if (asking) return await asking;
    const asked = this.#ask(key, name, type, entry);
    this.#asking.set(key, asked);
    try {
      return await asked;
    } finally {
      this.#asking.delete(key);
    }
  }

  async #ask(
    key: string,
    name: string,
    type: DnsType,
    before: Entry | undefined,
  ): Promise<KeptAnswer> {
    const answer = await this.#answer(name, type);
    const now = this.#clock.now();
    const isLost = !answer.ok && answer.failure !== 'nxdomain';
    if (isLost && before?.answer.ok && before.staleUntil > now)
      return this.#keep(key, { ...before, freshUntil: now + recheckMs });
    const freshUntil = now + ttlSecondsOf(answer) * 1000;
    return this.#keep(key, { answer, freshUntil, staleUntil: freshUntil + staleMs });
  }

  /** A resolver that throws is one that does not answer. */
  async #answer(name: string, type: DnsType): Promise<DnsAnswer> {
    try {
      return await this.#resolver.query(name, type);
    } catch {
      return { ok: false, failure: 'servfail' };
    }
  }

  #keep(key: string, entry: Entry): Entry {
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= entriesMax && oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }
}

function ttlSecondsOf(answer: DnsAnswer): number {
  if (!answer.ok) return negativeSeconds;
  return Math.min(Math.max(answer.ttlSeconds, ttlFloorSeconds), ttlCeilingSeconds);
}
