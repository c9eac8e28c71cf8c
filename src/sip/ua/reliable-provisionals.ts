/** Provisional answers that must arrive: numbered, repeated until their PRACK. RFC 3262 §3. */
import type { Clock } from '../clock.ts';
import type { Fields, Request } from '../message/message.ts';
import { tokens } from '../message/readers.ts';
import { lifetimeMs, type Timers } from '../transaction/timers.ts';

export interface ReliablePorts {
  readonly clock: Clock;
  readonly timers: Timers;
  /** 64*T1 have gone by without a PRACK. */
  lost(): void;
}

type Send = (fields: Fields) => void;

interface Pending {
  readonly rseq: number;
  readonly send: Send;
  leftMs: number;
}

/**
 * Whether a provisional to this INVITE has to be reliable, or had better be because it says
 * something.
 */
export function isReliable(request: Request, body: Buffer | undefined): boolean {
  if (tokens(request, 'Require').has('100rel')) return true;
  return tokens(request, 'Supported').has('100rel') && body !== undefined && body.length > 0;
}

export class ReliableProvisionals {
  readonly #ports: ReliablePorts;
  readonly #cseq: number;
  #rseq: number;
  #pending: Pending | undefined;
  /** The next one has to wait; only the newest is worth it. */
  #next: Send | undefined;
  #settled: (() => void) | undefined;
  #timer: unknown;

  constructor(cseq: number, firstRseq: number, ports: ReliablePorts) {
    this.#cseq = cseq;
    this.#rseq = firstRseq;
    this.#ports = ports;
  }

  /** `send` is given the fields that make it reliable. */
  send(send: Send): void {
    if (this.#pending) {
      this.#next = send;
      return;
    }
    this.#rseq += 1;
    const pending = { rseq: this.#rseq, send, leftMs: lifetimeMs(this.#ports.timers) };
    this.#pending = pending;
    this.#repeat(pending, this.#ports.timers.t1Ms);
  }

  /** §3: no 2xx while a description in a provisional is unconfirmed. */
  afterwards(act: () => void): void {
    this.#next = undefined;
    if (this.#pending) this.#settled = act;
    else act();
  }

  /** What to do once a PRACK with this RAck is answered; undefined when none is awaited. */
  acknowledge(rack: string): (() => void) | undefined {
    const pending = this.#pending;
    if (!pending || rack !== `${pending.rseq} ${this.#cseq} INVITE`) return undefined;
    this.stop();
    const [next, settled] = [this.#next, this.#settled];
    this.#next = undefined;
    return () => {
      if (settled) settled();
      else if (next) this.send(next);
    };
  }

  stop(): void {
    this.#ports.clock.clearTimeout(this.#timer);
    this.#pending = undefined;
  }

  #repeat(pending: Pending, gapMs: number): void {
    pending.send([
      ['Require', '100rel'],
      ['RSeq', String(pending.rseq)],
    ]);
    const waitMs = Math.min(gapMs, pending.leftMs);
    pending.leftMs -= waitMs;
    this.#timer = this.#ports.clock.setTimeout(() => {
      if (pending.leftMs > 0) return this.#repeat(pending, gapMs * 2);
      this.stop();
      this.#ports.lost();
    }, waitMs);
  }
}
