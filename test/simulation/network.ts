/**
 * The network of the simulated world: datagrams that are lost, doubled, late, out of order, or met
 * by a closed port.
 */
import type {
  Flow,
  LocalAddress,
  Side,
  Target,
  Transport,
  TransportEvents,
} from '../../src/sip/flow.ts';
import type { SeededRandom } from './random.ts';

export interface Place {
  readonly address: string;
  readonly port: number;
}

export interface Weather {
  /** Probabilities, each way. */
  loss: number;
  duplicate: number;
  /** Milliseconds, uniform: datagrams overtake each other. */
  delayMin: number;
  delayMax: number;
}

export interface Host extends Place {
  /** A datagram has arrived. */
  receive(bytes: Buffer, from: Place): void;
}

interface Timer {
  setTimeout(fire: () => void, delayMs: number): unknown;
}

const fair: Weather = { loss: 0, duplicate: 0, delayMin: 1, delayMax: 5 };

/** Everything that listens, and the weather between it and the gateway. */
export class Network {
  readonly weather: Weather = { ...fair };
  readonly #hosts = new Map<string, Host>();
  /** Addresses that nothing comes from, and that nothing reaches. */
  readonly #mute = new Set<string>();
  readonly #deaf = new Set<string>();
  #last: { readonly bytes: Buffer; readonly from: Place; readonly to: Place } | undefined;
  readonly #targets: ReadonlySet<string>;
  readonly #clock: Timer;
  readonly #random: SeededRandom;

  /** What goes to `targets` may come once more, damaged. */
  constructor(clock: Timer, random: SeededRandom, targets: readonly string[]) {
    this.#targets = new Set(targets);
    this.#clock = clock;
    this.#random = random;
  }

  listen(host: Host): void {
    this.#hosts.set(keyOf(host), host);
  }

  /** From now on a datagram to this place meets a closed port. */
  close(place: Place): void {
    this.#hosts.delete(keyOf(place));
  }

  /** Nobody is told of what a cut swallows. */
  cut(address: string, way: 'both' | 'to' | 'from'): void {
    if (way !== 'from') this.#deaf.add(address);
    if (way !== 'to') this.#mute.add(address);
  }

  join(address: string): void {
    this.#deaf.delete(address);
    this.#mute.delete(address);
  }

  heal(): void {
    Object.assign(this.weather, fair);
    this.#deaf.clear();
    this.#mute.clear();
  }

  /** Something like what was sent last comes once more, damaged. */
  garble(): void {
    if (!this.#last) return;
    const { bytes, from, to } = this.#last;
    const damaged = Buffer.from(bytes);
    const places = this.#random.between(1, 6);
    for (let at = 0; at < places; at += 1) {
      damaged[this.#random.between(0, damaged.length - 1)] = this.#random.between(0, 255);
    }
    const length = this.#random.chance(0.2) ? this.#random.between(0, bytes.length) : bytes.length;
    this.#hosts.get(keyOf(to))?.receive(damaged.subarray(0, length), from);
  }

  /** Carries a datagram; `refused` hears of a closed port as ICMP would tell it. */
  carry(bytes: Buffer, from: Place, to: Place, refused?: () => void): void {
    const { loss, duplicate, delayMin, delayMax } = this.weather;
    if (this.#targets.has(to.address)) this.#last = { bytes, from, to };
    if (this.#mute.has(from.address) || this.#deaf.has(to.address)) return;
    if (this.#random.chance(loss)) return;
    const copies = this.#random.chance(duplicate) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      this.#clock.setTimeout(
        () => {
          const host = this.#hosts.get(keyOf(to));
          if (host) host.receive(bytes, from);
          else refused?.();
        },
        this.#random.between(delayMin, delayMax),
      );
    }
  }
}

function keyOf({ address, port }: Place): string {
  return `${address}:${port}`;
}

/** Who looks on at the gateway's door. */
export interface Onlooker {
  sent(bytes: Buffer, side: Side, to: Place): void;
  /** Called around what the gateway does on hearing it. */
  hears(bytes: Buffer, side: Side, from: Place, hear: () => void): void;
  refused(to: Place): void;
}

/** The gateway's own door to the simulated network: only datagrams. */
export function simulatedTransport(
  network: Network,
  sides: Readonly<Record<Side, LocalAddress>>,
  events: TransportEvents,
  onlooker: Onlooker,
  /** A gateway that has died sends nothing and hears nothing. */
  isAlive: () => boolean,
): Transport {
  const placeOf = (side: Side) => ({ address: sides[side].host, port: sides[side].port });
  for (const side of ['lan', 'wan'] as const) {
    network.listen({
      ...placeOf(side),
      receive(bytes, from) {
        const flow: Flow = { side, transport: 'udp', ...from, connectionId: undefined };
        onlooker.hears(bytes, side, from, () => events.received(bytes, flow));
      },
    });
  }
  return {
    local: (side) => sides[side],
    send(bytes: Buffer, target: Target, side: Side) {
      const refused = () => {
        if (!isAlive()) return;
        onlooker.refused(target);
        events.failed(target, side, 'refused');
      };
      if (!isAlive()) return;
      if (target.transport !== 'udp') return refused();
      onlooker.sent(bytes, side, target);
      network.carry(bytes, placeOf(side), target, refused);
    },
    reply(bytes: Buffer, flow: Flow) {
      if (!isAlive()) return;
      onlooker.sent(bytes, flow.side, flow);
      network.carry(bytes, placeOf(flow.side), flow);
    },
    async close() {
      if (!isAlive()) return;
      for (const side of ['lan', 'wan'] as const) network.close(placeOf(side));
    },
  };
}
