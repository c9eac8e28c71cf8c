/** DNS answers kept as long as they are good, and longer when nobody answers. */
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

interface Entry {
  readonly answer: DnsAnswer;
  readonly freshUntil: number;
  readonly staleUntil: number;
}

/** A time to live of 0 would mean a query for every request. */
const ttlFloorSeconds = 5;
const ttlCeilingSeconds = 86_400;
const negativeSeconds = 10;
/** With nobody to ask, the last good answer serves this long. */
const staleMs = 24 * 3_600_000;
const entriesMax = 1000;

export class DnsCache {
  readonly #resolver: Resolver;
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  readonly #asking = new Map<string, Promise<DnsAnswer>>();

  constructor(resolver: Resolver, clock: Clock) {
    this.#resolver = resolver;
    this.#clock = clock;
  }

  /** One question at a time for each name and type, however many ask. */
  async query(name: string, type: DnsType): Promise<DnsAnswer> {
    const key = `${type} ${name.toLowerCase()}`;
    const entry = this.#entries.get(key);
    if (entry && entry.freshUntil > this.#clock.now()) return entry.answer;
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
  ): Promise<DnsAnswer> {
    const answer = await this.#resolver.query(name, type);
    const now = this.#clock.now();
    const isLost = !answer.ok && answer.failure !== 'nxdomain';
    if (isLost && before?.answer.ok && before.staleUntil > now) return before.answer;
    const ttl = answer.ok
      ? Math.min(Math.max(answer.ttlSeconds, ttlFloorSeconds), ttlCeilingSeconds)
      : negativeSeconds;
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= entriesMax && oldest !== undefined) this.#entries.delete(oldest);
    const freshUntil = now + ttl * 1000;
    this.#entries.delete(key);
    this.#entries.set(key, { answer, freshUntil, staleUntil: freshUntil + staleMs });
    return answer;
  }
}
