/**
 * One stream connection, TCP or TLS, from either end: framed, kept alive, bounded. RFC 3261 §18,
 * RFC 5626 §3.5.1, §4.4.1.
 */
import type { Socket } from 'node:net';
import type { Clock } from '../clock.ts';
import type { Flow, KeepAlive } from '../flow.ts';
import { Framer } from './framing.ts';
import { limits } from './limits.ts';

export interface ConnectionEvents {
  message(bytes: Buffer, flow: Flow): void;
  malformed(bytes: Buffer, flow: Flow, rule: string): void;
  /** The other end has answered a keep-alive of ours. */
  ponged(): void;
  closed(ending: Ending): void;
}

export interface Ending {
  readonly reason: string;
  /** Closed by an end that has said so, not broken. */
  readonly isOrderly: boolean;
}

interface ConnectionOptions {
  readonly clock: Clock;
  readonly events: ConnectionEvents;
  /** We have opened it. */
  readonly isOurs: boolean;
}

const pong = Buffer.from('\r\n');
const bytesOf = { ping: Buffer.from('\r\n\r\n'), crlf: pong } as const;

export class Connection {
  readonly flow: Flow;
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #events: ConnectionEvents;
  readonly isOurs: boolean;
  #idleMs: number = limits.idleMs;
  #idleTimer: unknown;
  #pongTimer: unknown;
  /** CRLFs of the other end that are no whole ping yet. */
  #lineEnds = 0;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  constructor(socket: Socket, flow: Flow, { clock, events, isOurs }: ConnectionOptions) {
    this.flow = flow;
    this.#socket = socket;
    this.#clock = clock;
    this.#events = events;
    this.isOurs = isOurs;
    const framer = new Framer({
      message: (bytes) => {
        this.#lineEnds = 0;
        this.#alive();
        this.#events.message(bytes, flow);
      },
      lineEnds: (count) => this.#keptAlive(count),
      broken: (head, rule) => this.#broken(head, rule),
    });
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#isClosed || framer.push(chunk));
    socket.on('error', (error) => this.close({ reason: faultText(error), isOrderly: false }));
    socket.on('end', () => this.close({ reason: 'closed by the other end', isOrderly: true }));
    socket.on('close', () => this.close({ reason: 'closed', isOrderly: false }));
    this.#closeIn(isOurs ? limits.idleMs : limits.firstMessageMs);
  }

  write(bytes: Buffer): void {
    if (this.#isClosed) return;
    if (this.#socket.writableLength > limits.backlogBytesMax) {
      this.abort('the other end takes nothing more');
    } else this.#socket.write(bytes);
  }

  /** However silent it is, it stays for a while; and perhaps the other end is asked for a sign. */
  keep({ idleMs, say, isAnswerOwed }: KeepAlive): void {
    this.#idleMs = Math.max(limits.idleMs, idleMs);
    this.#closeIn(this.#idleMs);
    if (!say) return;
    this.write(bytesOf[say]);
    if (say !== 'ping') return;
    this.#askedAtMs = this.#clock.now();
    // The first ping that is not answered counts, however soon the next one follows.
    if (!isAnswerOwed || this.#isClosed || this.#pongTimer !== undefined) return;
    const reason = `no answer to a keep-alive in ${limits.pongMs / 1000} s`;
    this.#pongTimer = this.#clock.setTimeout(() => this.abort(reason), limits.pongMs);
  }

  /**
   * What has been written still goes out, and what still comes in is read and forgotten: closing
   * with unread bytes would reset the connection and take the last answer with it.
   */
  close(ending: Ending): void {
    if (this.#isClosed) return;
    this.#forget(ending);
    this.#socket.end();
    if (this.#socket.destroyed) return;
    const timer = this.#clock.setTimeout(() => this.#socket.destroy(), limits.lingerMs);
    this.#socket.once('close', () => this.#clock.clearTimeout(timer));
  }

  /** Without waiting for the other end. */
  shut(): void {
    this.#socket.destroySoon();
    if (!this.#isClosed) this.#forget({ reason: 'closed by us', isOrderly: true });
  }

  /** What has not gone out by now never will. */
  abort(reason: string): void {
    this.#socket.destroy();
    this.close({ reason, isOrderly: false });
  }

  #forget(ending: Ending): void {
    this.#isClosed = true;
    for (const timer of [this.#idleTimer, this.#pongTimer]) this.#clock.clearTimeout(timer);
    this.#events.closed(ending);
  }

  /** A whole message or a keep-alive gives time; a trickle of bytes gives none. */
  #alive(): void {
    this.#clock.clearTimeout(this.#pongTimer);
    this.#pongTimer = undefined;
    this.#closeIn(this.#idleMs);
  }

  #closeIn(ms: number): void {
    if (this.#isClosed) return;
    this.#clock.clearTimeout(this.#idleTimer);
    const ending = { reason: `silent for ${ms / 1000} s`, isOrderly: true };
    this.#idleTimer = this.#clock.setTimeout(() => this.close(ending), ms);
  }

  /**
   * Two CRLFs are a ping and get a pong. One alone, soon after a ping of ours, is its pong: not
   * every server knows of them, and one that pings us may know no pong.
   */
  #keptAlive(count: number): void {
    this.#alive();
    const isAsked = this.#clock.now() - this.#askedAtMs <= limits.pongMs;
    const isPong = this.isOurs && isAsked && count % 2 === 1;
    if (isPong) {
      this.#askedAtMs = Number.NEGATIVE_INFINITY;
      this.#events.ponged();
    }
    this.#lineEnds = (this.isOurs ? 0 : this.#lineEnds) + count - (isPong ? 1 : 0);
    for (; this.#lineEnds >= 2; this.#lineEnds -= 2) this.write(pong);
  }

  /** The endpoint may answer; what follows on this connection cannot be understood. */
  #broken(head: Buffer, rule: string): void {
    this.#events.malformed(head, this.flow, rule);
    this.close({ reason: 'what came could not be read', isOrderly: false });
  }
}

function faultText(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'reset by the other end';
  if (code === 'ETIMEDOUT') return 'nothing arrives there any more';
  return code.startsWith('ERR_SSL') || code === 'EPROTO' ? `TLS failure (${code})` : code;
}
