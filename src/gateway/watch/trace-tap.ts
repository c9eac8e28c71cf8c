/** The world with an ear at its network: every SIP message that passes is noted. */
import type { TraceRing } from '../../management/traces.ts';
import type { Flow, Side, Target, Transport, TransportEvents } from '../../sip/flow.ts';
import type { OpenedTransport, World } from '../world.ts';

/** Keep-alives are no messages (RFC 5626 §3.5.1). */
const keepAliveBytes = 4;

/** Stands between a transport and who listens to it. */
class Tap implements TransportEvents {
  readonly #ring: TraceRing;
  readonly #events: TransportEvents;
  #transport: Transport | undefined;

  constructor(ring: TraceRing, events: TransportEvents) {
    this.#ring = ring;
    this.#events = events;
  }

  received(bytes: Buffer, flow: Flow): void {
    this.#note('in', bytes, flow, flow.side);
    this.#events.received(bytes, flow);
  }

  malformed(bytes: Buffer, flow: Flow, rule: string): void {
    this.#note('in', bytes, flow, flow.side);
    this.#events.malformed(bytes, flow, rule);
  }

  failed(...fault: Parameters<TransportEvents['failed']>): void {
    this.#events.failed(...fault);
  }

  opened(...flow: Parameters<NonNullable<TransportEvents['opened']>>): void {
    this.#events.opened?.(...flow);
  }

  lost(...loss: Parameters<NonNullable<TransportEvents['lost']>>): void {
    this.#events.lost?.(...loss);
  }

  /** The transport as the gateway uses it from now on. */
  on(transport: OpenedTransport): OpenedTransport {
    this.#transport = transport;
    return {
      ...transport,
      send: (bytes, target, side) => {
        this.#note('out', bytes, target, side);
        transport.send(bytes, target, side);
      },
      reply: (bytes, flow) => {
        this.#note('out', bytes, flow, flow.side);
        transport.reply(bytes, flow);
      },
    };
  }

  #note(direction: 'in' | 'out', bytes: Buffer, other: Flow | Target, side: Side): void {
    if (bytes.length <= keepAliveBytes || !this.#transport) return;
    const { host, port } = this.#transport.local(side, other.transport);
    this.#ring.note({
      direction,
      side,
      transport: other.transport,
      local: { address: host, port },
      remote: { address: other.address, port: other.port },
      bytes,
    });
  }
}

export function traced(world: World, ring: TraceRing): World {
  return {
    ...world,
    async openTransport(settings, events) {
      const tap = new Tap(ring, events);
      return tap.on(await world.openTransport(settings, tap));
    },
  };
}
