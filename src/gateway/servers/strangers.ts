/**
 * Messages of strangers held to a rate, source by source, before a byte of them is read. Threat T5.
 */
import type { Configuration } from '../../domain/configuration.ts';
import { numberSetting } from '../../domain/protocol.ts';
import type { EventLog } from '../../management/events.ts';
import type { Statistics } from '../../management/statistics.ts';
import type { Flow } from '../../sip/flow.ts';

interface Whereabouts {
  areAt(address: string): boolean;
}

interface StrangerPorts {
  readonly clock: { now(): number };
  readonly configuration: () => Configuration;
  /** Servers and phones of ours are never held up. */
  readonly peers: () => Whereabouts;
  readonly phones: () => Whereabouts;
  readonly statistics: Statistics;
  readonly events: EventLog;
}

interface Bucket {
  left: number;
  atMs: number;
}

/** What a source that was quiet may send at once, in seconds of its rate. */
const burstSeconds = 2;
/** Sources with a bucket of their own; all others share one. */
const sourcesMax = 1024;
/** A source is told of once in a window, and no more than so many of them. */
const windowMs = 60_000;
const toldMax = 10;
const crowd = 'many sources';

export class Strangers {
  readonly #ports: StrangerPorts;
  /** The longest unseen first. */
  readonly #buckets = new Map<string, Bucket>();
  readonly #crowd: Bucket = { left: 0, atMs: 0 };
  readonly #told = new Set<string>();
  #windowEndsAtMs = 0;

  constructor(ports: StrangerPorts) {
    this.#ports = ports;
  }

  /** Whether this message is looked at; takes one off what its source may send. */
  admits(flow: Flow): boolean {
    const perSecond = numberSetting(this.#ports.configuration(), 'stranger-rate');
    if (perSecond === 0 || this.#isKnown(flow.address)) return true;
    const burst = burstSeconds * perSecond;
    const source = sourceOf(flow.address);
    const bucket = this.#bucketOf(source, burst, perSecond);
    if (bucket.left < 1) {
      this.#dropped(bucket === this.#crowd ? crowd : source, flow, perSecond);
      return false;
    }
    bucket.left -= 1;
    return true;
  }

  #isKnown(address: string): boolean {
    return this.#ports.peers().areAt(address) || this.#ports.phones().areAt(address);
  }

  #bucketOf(source: string, burst: number, perSecond: number): Bucket {
    const nowMs = this.#ports.clock.now();
    const refill = (bucket: Bucket): Bucket => {
      const since = (nowMs - bucket.atMs) / 1000;
      return Object.assign(bucket, {
        left: Math.min(burst, bucket.left + since * perSecond),
        atMs: nowMs,
      });
    };
    const known = this.#buckets.get(source);
    if (!known && !this.#hasRoom((bucket) => refill(bucket).left >= burst)) {
      return refill(this.#crowd);
    }
    const bucket = known ? refill(known) : { left: burst, atMs: nowMs };
    this.#buckets.delete(source);
    this.#buckets.set(source, bucket);
    return bucket;
  }

  /** Forged senders must not win a fresh burst each: only a bucket that is full is forgotten. */
  #hasRoom(isFull: (bucket: Bucket) => boolean): boolean {
    if (this.#buckets.size < sourcesMax) return true;
    const [oldest] = this.#buckets;
    return oldest !== undefined && isFull(oldest[1]) && this.#buckets.delete(oldest[0]);
  }

  #dropped(source: string, { side, transport }: Flow, perSecond: number): void {
    this.#ports.statistics.count('sip_dropped', side, transport);
    const nowMs = this.#ports.clock.now();
    if (nowMs >= this.#windowEndsAtMs) {
      this.#told.clear();
      this.#windowEndsAtMs = nowMs + windowMs;
    }
    if (this.#told.has(source) || this.#told.size >= toldMax) return;
    this.#told.add(source);
    this.#ports.events.report({
      code: 'security.flood',
      subject: { kind: 'gateway', name: '' },
      text: `more than ${perSecond} messages a second from ${source}: the rest is dropped unread`,
      facts: { source, side, transport, perSecond },
    });
  }
}

/** Whoever has one IPv6 address has all of its /64. */
function sourceOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [head = '', tail = ''] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const gap = address.includes('::') ? Math.max(0, 8 - groups.length - after.length) : 0;
  const all = [...groups, ...Array.from({ length: gap }, () => '0'), ...after];
  return `${all.slice(0, 4).join(':')}::/64`;
}
