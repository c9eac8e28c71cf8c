/** One stream connection, TCP or TLS, from either end: framed, kept alive, bounded. RFC 3261 §18, RFC 5626 §3.5.1. */
import type { Socket } from 'node:net';
import type { Clock } from '../clock.ts';
import type { Flow } from '../flow.ts';
import { Framer } from './framing.ts';
import { limits } from './limits.ts';

export interface ConnectionEvents {
  message(bytes: Buffer, flow: Flow): void;
  malformed(bytes: Buffer, flow: Flow, rule: string): void;
  closed(): void;
}

const ping = '\r\n\r\n';
const pong = '\r\n';

export class Connection {
  readonly flow: Flow;
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #events: ConnectionEvents;
  readonly #isOurs: boolean;
  #idleTimer: unknown;
  #pingTimer: unknown;
  #hasSpoken = false;
  #isClosed = false;

  constructor(
    socket: Socket,
    flow: Flow,
    options: { clock: Clock; events: ConnectionEvents; isOurs: boolean },
  ) {
    this.flow = flow;
    this.#socket = socket;
    this.#clock = options.clock;
    this.#events = options.events;
    this.#isOurs = options.isOurs;
    const framer = new Framer({
      message: (bytes) => {
        this.#hasSpoken = true;
        this.#events.message(bytes, flow);
      },
      ping: () => this.#isOurs || this.write(Buffer.from(pong)),
      broken: (head, rule) => this.#broken(head, rule),
    });
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.#watch();
      framer.push(chunk);
    });
    socket.on('error', () => this.close());
    socket.on('close', () => this.close());
    this.#watch();
    if (this.#isOurs) this.#keepAlive();
  }

  write(bytes: Buffer): void {
    if (this.#isClosed) return;
    if (this.#socket.writableLength > limits.backlogBytesMax) this.close();
    else this.#socket.write(bytes);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#clock.clearTimeout(this.#idleTimer);
    this.#clock.clearTimeout(this.#pingTimer);
    this.#socket.destroySoon();
    this.#events.closed();
  }

  /** Until the first whole message a peer has little time; afterwards silence closes. */
  #watch(): void {
    if (this.#isClosed) return;
    if (this.#idleTimer !== undefined && !this.#hasSpoken && !this.#isOurs) return;
    this.#clock.clearTimeout(this.#idleTimer);
    const ms = this.#hasSpoken || this.#isOurs ? limits.idleMs : limits.firstMessageMs;
    this.#idleTimer = this.#clock.setTimeout(() => this.close(), ms);
  }

  #keepAlive(): void {
    this.#pingTimer = this.#clock.setTimeout(() => {
      this.write(Buffer.from(ping));
      this.#keepAlive();
    }, limits.keepAliveMs);
  }

  /** The endpoint may answer; what follows on this connection cannot be understood. */
  #broken(head: Buffer, rule: string): void {
    this.#events.malformed(head, this.flow, rule);
    this.close();
  }
}
