/** The network of the simulated world: datagrams that are lost, doubled, late, out of order, or met by a closed port. */
import type {
  Flow,
  LocalAddress,
  Side,
  Target,
  Transport,
  TransportEvents,
} from '../../src/sip/flow.ts';
import type { ManualClock } from '../support/manual-clock.ts';
import type { SeededRandom } from './random.ts';

export interface Weather {
  /** Probabilities, each way. */
  loss: number;
  duplicate: number;
  /** Milliseconds, uniform. */
  delayMin: number;
  delayMax: number;
}

export interface Host {
  readonly address: string;
  readonly port: number;
  /** A datagram has arrived. */
  receive(bytes: Buffer, from: { readonly address: string; readonly port: number }): void;
}

const fair: Weather = { loss: 0, duplicate: 0, delayMin: 1, delayMax: 5 };

/** Everything that listens, and the weather between it and the gateway. */
export class Network {
  readonly weather: Weather = { ...fair };
  readonly #hosts = new Map<string, Host>();
  readonly #cut = new Set<string>();
  readonly #clock: ManualClock;
  readonly #random: SeededRandom;
  sent = 0;

  constructor(clock: ManualClock, random: SeededRandom) {
    this.#clock = clock;
    this.#random = random;
  }

  listen(host: Host): void {
    this.#hosts.set(keyOf(host.address, host.port), host);
  }

  /** From now on a datagram to this place meets a closed port. */
  close(address: string, port: number): void {
    this.#hosts.delete(keyOf(address, port));
  }

  /** A cut host gets nothing and nobody is told. */
  cut(address: string, isCut: boolean): void {
    if (isCut) this.#cut.add(address);
    else this.#cut.delete(address);
  }

  heal(): void {
    Object.assign(this.weather, fair);
    this.#cut.clear();
  }

  /** Carries a datagram; `refused` hears of a closed port as ICMP would tell it. */
  carry(
    bytes: Buffer,
    from: { readonly address: string; readonly port: number },
    to: { readonly address: string; readonly port: number },
    refused?: () => void,
  ): void {
    this.sent += 1;
    const { loss, duplicate } = this.weather;
    if (this.#cut.has(from.address) || this.#cut.has(to.address) || this.#random.chance(loss))
      return;
    const copies = this.#random.chance(duplicate) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      this.#clock.setTimeout(
        () => {
          const host = this.#hosts.get(keyOf(to.address, to.port));
          if (host) host.receive(Buffer.from(bytes), from);
          else refused?.();
        },
        this.#random.between(this.weather.delayMin, this.weather.delayMax),
      );
    }
  }
}

function keyOf(address: string, port: number): string {
  return `${address}:${port}`;
}

/** The gateway's own door to the simulated network: only datagrams. */
export function simulatedTransport(
  network: Network,
  sides: Readonly<Record<Side, LocalAddress>>,
  events: TransportEvents,
): Transport {
  for (const side of ['lan', 'wan'] as const) {
    const { host: address, port } = sides[side];
    network.listen({
      address,
      port,
      receive: (bytes, from) =>
        events.received(bytes, { side, transport: 'udp', ...from, connectionId: undefined }),
    });
  }
  const localOf = (side: Side) => ({ address: sides[side].host, port: sides[side].port });
  return {
    local: (side) => sides[side],
    send(bytes: Buffer, target: Target, side: Side) {
      if (target.transport !== 'udp') {
        events.failed(target, side, 'refused');
        return;
      }
      network.carry(bytes, localOf(side), target, () => events.failed(target, side, 'refused'));
    },
    reply(bytes: Buffer, flow: Flow) {
      network.carry(bytes, localOf(flow.side), flow);
    },
    close: () => Promise.resolve(),
  };
}
