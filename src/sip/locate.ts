/** Where a server is: NAPTR, SRV, then addresses, kept as long as they are good. RFC 3263 §4; RFC 2782. */
import type { Clock, Random } from './clock.ts';
import type { Target, TransportName } from './flow.ts';
import { type DnsAnswer, DnsCache, type Resolver } from './locate-cache.ts';

export interface Place {
  readonly host: string;
  readonly port: number | undefined;
  readonly transport: TransportName;
}

export type Located =
  | { readonly ok: true; readonly targets: readonly Target[] }
  | { readonly ok: false; readonly reason: string };

export interface Locator {
  /** The targets in the order in which they are to be tried; dead ones last, not out. */
  locate(place: Place): Promise<Located>;
  /** What `locate` would give now without asking anybody; undefined when it would have to ask. */
  known(place: Place): Located | undefined;
  markDead(target: Target, forMs: number): void;
  markAlive(target: Target): void;
}

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

const targetsMax = 16;
const deadMarksMax = 1000;
const services: Readonly<Record<TransportName, string>> = {
  udp: '_sip._udp.',
  tcp: '_sip._tcp.',
  tls: '_sips._tcp.',
};
const naptrServices: Readonly<Record<TransportName, string>> = {
  udp: 'SIP+D2U',
  tcp: 'SIP+D2T',
  tls: 'SIPS+D2T',
};

function isAddress(host: string): boolean {
  return host.includes(':') || /^[0-9.]+$/.test(host);
}

function defaultPort(transport: TransportName): number {
  return transport === 'tls' ? 5061 : 5060;
}

export interface LocatorOptions {
  readonly resolver: Resolver;
  readonly clock: Clock;
  readonly random: Random;
}

export class DnsLocator implements Locator {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #cache: DnsCache;
  readonly #deadUntil = new Map<string, number>();
  readonly #last = new Map<string, Located>();

  constructor({ resolver, clock, random }: LocatorOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#cache = new DnsCache(resolver, clock);
  }

  async locate(place: Place): Promise<Located> {
    const targets: Target[] = [];
    let reason = 'no address';
    for (const { host, port } of await this.#endpoints(place)) {
      const answer = await this.#addresses(host);
      if (!answer.ok) reason = answer.failure;
      for (const record of answer.ok ? answer.records : []) {
        if (record.type !== 'A' && record.type !== 'AAAA') continue;
        const { address } = record;
        targets.push({ transport: place.transport, address, port, domain: place.host });
      }
    }
    const located: Located =
      targets.length > 0
        ? { ok: true, targets: this.#order(targets) }
        : { ok: false, reason: `DNS: ${reason} for ${place.host}` };
    this.#last.set(placeKey(place), located);
    return located;
  }

  known(place: Place): Located | undefined {
    const { transport, host } = place;
    if (isAddress(host)) {
      const port = place.port ?? defaultPort(transport);
      return { ok: true, targets: [{ transport, address: host, port, domain: host }] };
    }
    const located = this.#last.get(placeKey(place));
    return located?.ok ? { ok: true, targets: this.#order(located.targets) } : undefined;
  }

  markDead(target: Target, forMs: number): void {
    if (this.#deadUntil.size >= deadMarksMax) this.#deadUntil.clear();
    this.#deadUntil.set(keyOf(target), this.#clock.now() + forMs);
  }

  markAlive(target: Target): void {
    this.#deadUntil.delete(keyOf(target));
  }

  #order(targets: readonly Target[]): readonly Target[] {
    const now = this.#clock.now();
    const isDead = (target: Target) => (this.#deadUntil.get(keyOf(target)) ?? 0) > now;
    const alive = targets.filter((target) => !isDead(target));
    return [...alive, ...targets.filter(isDead)].slice(0, targetsMax);
  }

  async #srvName({ host, transport }: Place): Promise<string> {
    const answer = await this.#cache.query(host, 'NAPTR');
    if (answer.ok) {
      const fitting = answer.records
        .filter((one) => one.type === 'NAPTR')
        .filter((one) => one.service.toUpperCase() === naptrServices[transport])
        .sort((one, other) => rank(one) - rank(other));
      const [first] = fitting;
      if (first) return first.replacement;
    }
    return `${services[transport]}${host}`;
  }

  async #endpoints(place: Place): Promise<readonly Endpoint[]> {
    const { host, transport } = place;
    const direct = [{ host, port: place.port ?? defaultPort(transport) }];
    if (place.port !== undefined || isAddress(host) || host === 'localhost') return direct;
    const answer = await this.#cache.query(await this.#srvName(place), 'SRV');
    const records = answer.ok ? answer.records.filter((one) => one.type === 'SRV') : [];
    return records.length === 0 ? direct : weighted(records, this.#random);
  }

  async #addresses(host: string): Promise<DnsAnswer> {
    if (isAddress(host)) {
      return { ok: true, records: [{ type: 'A', address: host }], ttlSeconds: 0 };
    }
    const four = await this.#cache.query(host, 'A');
    const six = await this.#cache.query(host, 'AAAA');
    if (!four.ok && !six.ok) return four;
    const records = [...(four.ok ? four.records : []), ...(six.ok ? six.records : [])];
    return { ok: true, records, ttlSeconds: 0 };
  }
}

function keyOf({ transport, address, port }: Target): string {
  return `${transport} ${address} ${port}`;
}

function placeKey({ host, port, transport }: Place): string {
  return `${host} ${port ?? ''} ${transport}`;
}

function rank({ order, preference }: { order: number; preference: number }): number {
  return order * 65_536 + preference;
}

interface Srv {
  readonly priority: number;
  readonly weight: number;
  readonly target: string;
  readonly port: number;
}

/** RFC 2782: lower priority first; inside one priority chance by weight, zero weights last. */
export function weighted(records: readonly Srv[], random: Random): readonly Endpoint[] {
  const ordered: Endpoint[] = [];
  const priorities = [...new Set(records.map(({ priority }) => priority))].sort((a, b) => a - b);
  for (const priority of priorities) {
    const left = records.filter((record) => record.priority === priority);
    while (left.length > 0) {
      const total = left.reduce((sum, { weight }) => sum + weight, 0);
      let ticket = random.uniform() * total;
      const at = total === 0 ? 0 : left.findIndex(({ weight }) => (ticket -= weight) < 0);
      const [picked] = left.splice(Math.max(0, at), 1);
      if (picked) ordered.push({ host: picked.target, port: picked.port });
    }
  }
  return ordered;
}
