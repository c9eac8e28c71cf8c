/**
 * How servers see us, flow by flow: what they write into `received` and `rport` of our Via. Behind
 * a NAT our Contact has to say that. RFC 3581 §4, RFC 3261 §18.2.1.
 */
import type { Configuration, Contact } from '../../domain/configuration.ts';
import { isIpAddress, isPortNumber } from '../../domain/host.ts';
import { setting } from '../../domain/protocol.ts';
import type { LocalAddress, Side, Target, Transport } from '../../sip/flow.ts';
import { formatHostPort } from '../../sip/message/host.ts';
import type { Via } from '../../sip/message/values.ts';
import { isAt } from '../uris.ts';

export type Place = Pick<Target, 'transport' | 'address' | 'port'>;

/** A server sees us elsewhere than before. */
export interface Sighting {
  readonly target: Place;
  readonly before: LocalAddress;
  readonly now: LocalAddress;
}

interface PublicPorts {
  readonly transport: Transport;
  readonly configuration: () => Configuration;
  /** Only what servers of ours say is believed. */
  readonly peers: () => { areAt(address: string): boolean };
  readonly changed: (sighting: Sighting) => void;
}

/** Flows remembered. */
const flowsMax = 256;

export class PublicAddresses {
  readonly #ports: PublicPorts;
  readonly #byFlow = new Map<string, LocalAddress>();
  /** Where each place has said that it sees us, whatever is made of it; the newest last. */
  readonly #said = new Map<string, { readonly target: Target; readonly seen: LocalAddress }>();

  constructor(ports: PublicPorts) {
    this.#ports = ports;
  }

  /** An answer to a request of ours, with the Via that its sender has filled in. */
  heard(target: Target, side: Side, via: Via): void {
    if (side !== 'wan' || !this.#ports.peers().areAt(target.address)) return;
    const own = this.#ports.transport.local(side, target.transport);
    const seen = seenIn(via, own);
    if (!seen) return;
    const key = keyOf(target);
    if (hasSaid(via)) keepNewest(this.#said, key, { target, seen });
    if (!this.#isLearning()) return;
    const before = this.local(side, target);
    const isOurs = seen.host === own.host && (seen.port === own.port || target.transport !== 'udp');
    if (isOurs) this.#byFlow.delete(key);
    else keepNewest(this.#byFlow, key, seen);
    const now = this.local(side, target);
    if (now.host !== before.host || now.port !== before.port) {
      this.#ports.changed({ target, before, now });
    }
  }

  /** Where we are for this target: as it sees us, or else as we are. */
  local(side: Side, target: Place): LocalAddress {
    const seen = side === 'wan' && this.#isLearning() ? this.#byFlow.get(keyOf(target)) : undefined;
    return seen ?? this.#ports.transport.local(side, target.transport);
  }

  /** Whether a NAT is on the way to this target. */
  isTranslated(target: Place): boolean {
    return this.#isLearning() && this.#byFlow.has(keyOf(target));
  }

  /** The address that the servers have seen last, when it is not our own: for media. */
  host(): string | undefined {
    const isForMedia = setting(this.#ports.configuration(), 'learn-address') === 'on';
    return isForMedia && this.#isLearning() ? [...this.#byFlow.values()].at(-1)?.host : undefined;
  }

  /** What a server there has said last, for people. */
  seenAt(contact: Contact): string | null {
    const said = [...this.#said.values()].findLast(({ target }) => isAt(contact, target));
    return said ? formatHostPort(said.seen.host, said.seen.port) : null;
  }

  /** The way out is another: what was seen on the old one says nothing. */
  forget(): void {
    this.#byFlow.clear();
    this.#said.clear();
  }

  /** What the operator advertises is not doubted. */
  #isLearning(): boolean {
    const configuration = this.#ports.configuration();
    const isTold = configuration.interfaces.wan.advertise !== undefined;
    return !isTold && setting(configuration, 'learn-address') !== 'off';
  }
}

/** The one that was heard of the longest ago makes room. */
function keepNewest<T>(kept: Map<string, T>, key: string, value: T): void {
  kept.delete(key);
  const [oldest] = kept.keys();
  if (kept.size >= flowsMax && oldest !== undefined) kept.delete(oldest);
  kept.set(key, value);
}

function hasSaid({ params }: Via): boolean {
  return params.has('received') || (params.get('rport') ?? '') !== '';
}

/** A server that fills in nothing sees us as we say; one that fills in nonsense says nothing. */
function seenIn({ params }: Via, own: LocalAddress): LocalAddress | undefined {
  const host = (params.get('received') ?? own.host).replace(/^\[|\]$/g, '');
  const rport = params.get('rport') ?? '';
  const port = rport === '' ? own.port : Number(rport);
  return isIpAddress(host) && isPortNumber(port) ? { host, port } : undefined;
}

function keyOf({ transport, address, port }: Place): string {
  return `${transport} ${address} ${port}`;
}
