/**
 * One stream connection, TCP or TLS, from either end: framed, kept alive, bounded. RFC 3261 §18,
 * RFC 5626 §3.5.1, §4.4.1.
 */
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

const ping = Buffer.from('\r\n\r\n');
const pong = Buffer.from('\r\n');

export class Connection {
  readonly flow: Flow;
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #events: ConnectionEvents;
  readonly #isOurs: boolean;
  #idleTimer: unknown;
  #pingTimer: unknown;
  #pongTimer: unknown;
  /** Not every server knows keep-alives: only one that has answered one must go on doing so. */
  #hasPonged = false;
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
        this.#alive();
        this.#events.message(bytes, flow);
      },
      lineEnd: () => this.#lineEnd(),
      ping: () => this.#isOurs || this.write(pong),
      broken: (head, rule) => this.#broken(head, rule),
    });
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#isClosed || framer.push(chunk));
    socket.on('error', () => this.close());
    socket.on('close', () => this.close());
    this.#closeIn(this.#isOurs ? limits.idleMs : limits.firstMessageMs);
    if (this.#isOurs) this.#pingLater();
  }

  write(bytes: Buffer): void {
    if (this.#isClosed) return;
    if (this.#socket.writableLength > limits.backlogBytesMax) this.#abort();
    else this.#socket.write(bytes);
  }

  /**
   * What has been written still goes out, and what still comes in is read and forgotten: closing
   * with unread bytes would reset the connection and take the last answer with it.
   */
  close(): void {
    if (this.#isClosed) return;
    this.#forget();
    this.#socket.end();
    if (this.#socket.destroyed) return;
    const timer = this.#clock.setTimeout(() => this.#socket.destroy(), limits.lingerMs);
    this.#socket.once('close', () => this.#clock.clearTimeout(timer));
  }

  /** Without waiting for the other end. */
  shut(): void {
    this.#socket.destroySoon();
    if (!this.#isClosed) this.#forget();
  }

  #forget(): void {
    this.#isClosed = true;
    for (const timer of [this.#idleTimer, this.#pingTimer, this.#pongTimer])
      this.#clock.clearTimeout(timer);
    this.#events.closed();
  }

  #abort(): void {
    this.#socket.destroy();
    this.close();
  }

  /** A whole message or a keep-alive gives time; a trickle of bytes gives none. */
  #alive(): void {
    this.#clock.clearTimeout(this.#pongTimer);
    this.#closeIn(limits.idleMs);
  }

  #closeIn(ms: number): void {
    if (this.#isClosed) return;
    this.#clock.clearTimeout(this.#idleTimer);
    this.#idleTimer = this.#clock.setTimeout(() => this.close(), ms);
  }

  #lineEnd(): void {
    this.#hasPonged ||= this.#isOurs;
    this.#alive();
  }

  #pingLater(): void {
    this.#pingTimer = this.#clock.setTimeout(() => {
      this.write(ping);
      if (this.#hasPonged)
        this.#pongTimer = this.#clock.setTimeout(() => this.#abort(), limits.pongMs);
      this.#pingLater();
    }, limits.keepAliveMs);
  }

  /** The endpoint may answer; what follows on this connection cannot be understood. */
  #broken(head: Buffer, rule: string): void {
    this.#events.malformed(head, this.flow, rule);
    this.close();
  }
}
