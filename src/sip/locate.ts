/** Where a server is: NAPTR, SRV, then addresses, kept as long as they are good. RFC 3263 §4. */
import type { Clock, Random } from './clock.ts';
import { defaultPort, type Target, type TransportName } from './flow.ts';
import { DnsCache, type DnsRecord, type DnsType, type Resolver } from './locate-cache.ts';
import { weighted } from './srv-order.ts';

export interface Place {
  readonly host: string;
  readonly port: number | undefined;
  readonly transport: TransportName;
}

export type Located =
  | { readonly ok: true; readonly targets: readonly Target[] }
  | { readonly ok: false; readonly reason: string };

interface Locator {
  /** The targets in the order in which they are to be tried; dead ones last, not out. */
  locate(place: Place): Promise<Located>;
  /**
   * What is known without asking anybody, a moment after its time too; undefined when nothing is.
   */
  known(place: Place): Located | undefined;
  markDead(target: Target, forMs: number): void;
  markAlive(target: Target): void;
}

export interface LocatorOptions {
  readonly resolver: Resolver;
  readonly clock: Clock;
  readonly random: Random;
}

/** One host of a service with its addresses. */
interface Host {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  readonly addresses: readonly string[];
}

interface Resolved {
  readonly hosts: readonly Host[];
  /** Why there are none. */
  readonly reason: string;
  readonly freshUntil: number;
}

type Endpoint = Omit<Host, 'addresses'> & { readonly target: string };

const targetsMax = 16;
const deadMarksMax = 1000;
const placesMax = 1000;
/** A call does not wait while somebody asks again (RFC 8767 §5). */
const graceMs = 30_000;
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

export class DnsLocator implements Locator {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #cache: DnsCache;
  readonly #deadUntil = new Map<string, number>();
  readonly #last = new Map<string, Resolved>();

  constructor({ resolver, clock, random }: LocatorOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#cache = new DnsCache(resolver, clock);
  }

  async locate(place: Place): Promise<Located> {
    return this.#kept(place, 0) ?? this.#located(place, await this.#resolve(place));
  }

  known(place: Place): Located | undefined {
    return this.#kept(place, graceMs);
  }

  #kept(place: Place, graceMs: number): Located | undefined {
    const { host, transport } = place;
    if (isAddress(host)) {
      const port = place.port ?? defaultPort(transport);
      return { ok: true, targets: [{ transport, address: host, port, domain: host }] };
    }
    const resolved = this.#last.get(placeKey(place));
    if (resolved === undefined || resolved.hosts.length === 0) return undefined;
    const isGood = resolved.freshUntil + graceMs > this.#clock.now();
    return isGood ? this.#located(place, resolved) : undefined;
  }

  markDead(target: Target, forMs: number): void {
    if (this.#deadUntil.size >= deadMarksMax) this.#deadUntil.clear();
    this.#deadUntil.set(keyOf(target), this.#clock.now() + forMs);
  }

  markAlive(target: Target): void {
    this.#deadUntil.delete(keyOf(target));
  }

  /** The dice of RFC 2782 are thrown anew each time. */
  #located({ host: domain, transport }: Place, { hosts, reason }: Resolved): Located {
    const targets = weighted(hosts, this.#random).flatMap(({ addresses, port }) =>
      addresses.map((address): Target => ({ transport, address, port, domain })),
    );
    if (targets.length === 0) return { ok: false, reason: `DNS: ${reason} for ${domain}` };
    const now = this.#clock.now();
    const isDead = (target: Target) => (this.#deadUntil.get(keyOf(target)) ?? 0) > now;
    const alive = targets.filter((target) => !isDead(target));
    return { ok: true, targets: [...alive, ...targets.filter(isDead)].slice(0, targetsMax) };
  }

  async #resolve(place: Place): Promise<Resolved> {
    const question = new Question(this.#cache);
    const endpoints = await endpointsOf(question, place);
    const hosts = await Promise.all(
      endpoints.map(async ({ target, ...srv }) => ({
        ...srv,
        addresses: await addressesOf(question, target),
      })),
    );
    const found = hosts.filter(({ addresses }) => addresses.length > 0);
    const { reason, freshUntil } = question;
    const resolved = { hosts: found, reason, freshUntil };
    if (this.#last.size >= placesMax) this.#last.clear();
    this.#last.set(placeKey(place), resolved);
    return resolved;
  }
}

/** Everything asked to locate one place: until when all of it is good, and what failed last. */
class Question {
  readonly #cache: DnsCache;
  freshUntil = Number.POSITIVE_INFINITY;
  reason = 'no address';

  constructor(cache: DnsCache) {
    this.#cache = cache;
  }

  async ask<T extends DnsType>(
    name: string,
    type: T,
  ): Promise<readonly Extract<DnsRecord, { type: T }>[]> {
    const { answer, freshUntil } = await this.#cache.query(name, type);
    this.freshUntil = Math.min(this.freshUntil, freshUntil);
    if (!answer.ok) this.reason = answer.failure;
    const isWanted = (one: DnsRecord): one is Extract<DnsRecord, { type: T }> => one.type === type;
    return answer.ok ? answer.records.filter(isWanted) : [];
  }
}

async function endpointsOf(question: Question, place: Place): Promise<readonly Endpoint[]> {
  const { host, transport } = place;
  const port = place.port ?? defaultPort(transport);
  const direct = [{ target: host, port, priority: 0, weight: 0 }];
  if (place.port !== undefined || isAddress(host) || host === 'localhost') return direct;
  const records = await question.ask(await srvName(question, place), 'SRV');
  // RFC 2782: a target of "." says that the service is decidedly not offered.
  return records.length === 0 ? direct : records.filter(({ target }) => /[^.]/.test(target));
}

async function srvName(question: Question, { host, transport }: Place): Promise<string> {
  const [first] = (await question.ask(host, 'NAPTR'))
    .filter(({ service }) => service.toUpperCase() === naptrServices[transport])
    .sort((one, other) => one.order - other.order || one.preference - other.preference);
  return first?.replacement ?? `${services[transport]}${host}`;
}

async function addressesOf(question: Question, host: string): Promise<readonly string[]> {
  if (isAddress(host)) return [host];
  const [four, six] = await Promise.all([question.ask(host, 'A'), question.ask(host, 'AAAA')]);
  return [...four, ...six].map(({ address }) => address);
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^[0-9.]+$/.test(host);
}

function keyOf({ transport, address, port }: Target): string {
  return `${transport} ${address} ${port}`;
}

function placeKey({ host, port, transport }: Place): string {
  return `${host} ${port ?? ''} ${transport}`;
}
