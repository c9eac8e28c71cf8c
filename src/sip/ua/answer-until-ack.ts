/** A 2xx to an INVITE, sent again and again until its ACK, over streams too. RFC 3261 §13.3.1.4. */
import type { Clock } from '../clock.ts';
import { lifetimeMs, type Timers } from '../transaction/timers.ts';

export interface AnswerPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  send(): void;
  /** 64*T1 have gone by without an ACK. */
  lost(): void;
}

export class AnswerUntilAck {
  /** The INVITE's. */
  readonly cseq: number;
  /** Whether it offers, because the INVITE did not. */
  readonly isOffer: boolean;
  readonly #ports: AnswerPorts;
  #timer: unknown;
  #leftMs: number;

  constructor(cseq: number, isOffer: boolean, ports: AnswerPorts) {
    this.cseq = cseq;
    this.isOffer = isOffer;
    this.#ports = ports;
    this.#leftMs = lifetimeMs(ports.timers);
    this.#send(ports.timers.t1Ms);
  }

  stop(): void {
    this.#ports.clock.clearTimeout(this.#timer);
  }

  #send(gapMs: number): void {
    const { clock, timers } = this.#ports;
    this.#ports.send();
    const waitMs = Math.min(gapMs, this.#leftMs);
    this.#leftMs -= waitMs;
    const next = () => this.#send(Math.min(gapMs * 2, timers.t2Ms));
    this.#timer = clock.setTimeout(() => (this.#leftMs > 0 ? next() : this.#ports.lost()), waitMs);
  }
}
