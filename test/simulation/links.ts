/** The connections of one SIP speaker of the simulated world: one that is open is used before a new one. */
import type { TransportName } from '../../src/sip/flow.ts';
import { Framer } from '../../src/sip/transport/framing.ts';
import type { OwnedClock } from './clock.ts';
import type { SimulatedSocket } from './connections.ts';
import type { Network, Place } from './network.ts';

export interface LinkOptions {
  readonly own: Place;
  readonly network: Network;
  readonly clock: OwnedClock;
  readonly received: (bytes: Buffer, link: SimulatedSocket) => void;
  /** One has ended that nobody here has ended. */
  readonly lost: () => void;
}

export class Links {
  readonly #options: LinkOptions;
  readonly #open = new Set<SimulatedSocket>();
  /** A connection on which nothing has come for so long is closed; 0: none is. */
  idleMs = 0;
  /** Whether a ping is answered. RFC 5626 §3.5.1 */
  doesPong = true;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  /** By the connection that there is, or a new one. */
  send(bytes: Buffer, to: Place, transport: Exclude<TransportName, 'udp'>): void {
    const known = [...this.#open].findLast(({ there }) => there.address === to.address);
    if (known) return void known.write(bytes);
    const { network, own } = this.#options;
    const socket = network.connections.dial(own.address, network.homeOf(to), transport);
    socket.once(transport === 'tls' ? 'secureConnect' : 'connect', () => {
      this.adopt(socket);
      socket.write(bytes);
    });
    // Whatever was to be said by it is lost.
    socket.on('error', () => undefined);
  }

  adopt(socket: SimulatedSocket): void {
    const { clock, received, lost } = this.#options;
    let isOurEnd = false;
    let idle: unknown;
    const heard = () => {
      clock.clearTimeout(idle);
      if (this.idleMs === 0) return;
      idle = clock.setTimeout(() => {
        isOurEnd = true;
        socket.end();
      }, this.idleMs);
    };
    /** Of a ping that has come in part. */
    let lineEnds = 0;
    const framer = new Framer({
      message(bytes) {
        lineEnds = 0;
        received(bytes, socket);
      },
      lineEnds: (count) => {
        for (lineEnds += count; lineEnds >= 2; lineEnds -= 2) {
          if (this.doesPong) socket.write(Buffer.from('\r\n'));
        }
      },
      broken: () => socket.destroy(),
    });
    this.#open.add(socket);
    socket.on('data', (chunk: Buffer) => {
      heard();
      framer.push(chunk);
    });
    socket.on('error', () => undefined);
    socket.once('end', () => this.#open.delete(socket));
    socket.once('close', () => {
      clock.clearTimeout(idle);
      this.#open.delete(socket);
      if (!isOurEnd) lost();
    });
    heard();
  }

  /** All of them end: in order, or as when a process dies. */
  drop(how: 'end' | 'reset'): void {
    for (const socket of this.#open) {
      if (how === 'end') socket.end();
      else socket.resetAndDestroy();
    }
  }
}
