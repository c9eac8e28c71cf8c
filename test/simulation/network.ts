/**
 * The network of the simulated world: datagrams that are lost, doubled, late, out of order, or met
 * by a closed port; and connections.
 */
import { Connections, type Listener } from './connections.ts';
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

export interface Host extends Place, Listener {
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
  readonly connections: Connections;
  readonly #hosts = new Map<string, Host>();
  /** Addresses that nothing comes from, and that nothing reaches. */
  readonly #mute = new Set<string>();
  readonly #deaf = new Set<string>();
  #last: { readonly bytes: Buffer; readonly from: Place; readonly to: Place } | undefined;
  readonly #homes: ReadonlyMap<string, Place>;
  readonly #clock: Timer;
  readonly #random: SeededRandom;

  /** `homes` are the gateway's; what goes there may come once more, damaged. */
  constructor(clock: Timer, random: SeededRandom, homes: readonly Place[]) {
    this.#homes = new Map(homes.map((home) => [home.address, home]));
    this.#clock = clock;
    this.#random = random;
    this.connections = new Connections({
      clock,
      random: random.fork('connections'),
      weather: this.weather,
      isCut: (from, to) => this.#isCut(from, to),
      listener: (place) => this.#hosts.get(keyOf(place)),
    });
  }

  /** Where the gateway listens whose address this is. */
  homeOf(place: Place): Place {
    return this.#homes.get(place.address) ?? place;
  }

  listen(host: Host): void {
    this.#hosts.set(keyOf(host), host);
  }

  /** From now on whatever comes to this place meets a closed port. */
  close(place: Place): void {
    this.#hosts.delete(keyOf(place));
    this.connections.die(place.address);
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
    this.connections.certificates.clear();
  }

  #isCut(from: Place, to: Place): boolean {
    return this.#mute.has(from.address) || this.#deaf.has(to.address);
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
    if (this.#homes.has(to.address)) this.#last = { bytes, from, to };
    if (this.#isCut(from, to)) return;
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
