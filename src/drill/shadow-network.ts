/** The network of the shadow world: what is sent arrives a little later, or is swallowed. */
import type { Clock } from '../sip/clock.ts';
import type { Flow, LocalAddress, Side, Target, Transport, TransportEvents } from '../sip/flow.ts';

type Place = Pick<Target, 'address' | 'port'>;

/** Who listens at a place; what it answers goes back the same way. */
export type Host = (bytes: Buffer, answer: (bytes: Buffer) => void) => void;

/** One way, as between towns. */
const delayMs = 10;

export function placeKey({ address, port }: Place): string {
  return `${address}:${port}`;
}

export class ShadowNetwork {
  readonly #clock: Clock;
  readonly #hosts = new Map<string, Host>();
  readonly #cut = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  listen(place: Place, host: Host): void {
    this.#hosts.set(placeKey(place), host);
  }

  /** From now on nothing reaches this place and nothing comes from it; nobody is told. */
  cut(key: string): void {
    this.#cut.add(key);
  }

  join(key: string): void {
    this.#cut.delete(key);
  }

  /** The gateway's door; every transport is carried alike, message by message. */
  transport(sides: Readonly<Record<Side, LocalAddress>>, events: TransportEvents): Transport {
    const carry = (bytes: Buffer, flow: Flow) => {
      const key = placeKey(flow);
      const host = this.#hosts.get(key);
      const isThere = () => !this.#cut.has(key);
      this.#clock.setTimeout(() => {
        if (!isThere()) return;
        if (!host) return events.failed(flow, flow.side, 'refused');
        host(bytes, (answer) => {
          this.#clock.setTimeout(() => {
            if (isThere()) events.received(answer, flow);
          }, delayMs);
        });
      }, delayMs);
    };
    return {
      local: (side) => sides[side],
      send: (bytes, { transport, address, port }, side) =>
        carry(bytes, { side, transport, address, port, connectionId: undefined }),
      reply: carry,
      close: async () => undefined,
    };
  }
}
