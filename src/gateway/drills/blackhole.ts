/** The world with a hole in its network: what a live drill swallows vanishes on the way. */
import type { Flow, Target, TransportEvents } from '../../sip/flow.ts';
import type { World } from '../world.ts';

export type Direction = 'in' | 'out';

/** Whether a message is to vanish; `other` is where it goes to or comes from. */
export type Swallow = (
  bytes: Buffer,
  other: Pick<Flow | Target, 'address' | 'port'>,
  direction: Direction,
) => boolean;

export class Blackhole {
  #swallow: Swallow | undefined;

  open(swallow: Swallow): void {
    this.#swallow = swallow;
  }

  close(): void {
    this.#swallow = undefined;
  }

  isOpen(): boolean {
    return this.#swallow !== undefined;
  }

  /** Nobody is told of what vanishes, as on a real network. */
  under(world: World): World {
    const vanishes = (...what: Parameters<Swallow>) => this.#swallow?.(...what) ?? false;
    return {
      ...world,
      async openTransport(settings, events) {
        const ears: TransportEvents = {
          received(bytes, flow) {
            if (!vanishes(bytes, flow, 'in')) events.received(bytes, flow);
          },
          malformed: (...what) => events.malformed(...what),
          failed: (...what) => events.failed(...what),
          opened: (...what) => events.opened?.(...what),
          lost: (...what) => events.lost?.(...what),
        };
        const transport = await world.openTransport(settings, ears);
        return {
          ...transport,
          send(bytes, target, side) {
            if (!vanishes(bytes, target, 'out')) transport.send(bytes, target, side);
          },
          reply(bytes, flow) {
            if (!vanishes(bytes, flow, 'out')) transport.reply(bytes, flow);
          },
        };
      },
    };
  }
}
