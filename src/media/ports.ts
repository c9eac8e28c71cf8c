/** The pool of RTP ports: even ones, each with the odd one above it for RTCP. RFC 3550 §11. */
import { Refusal } from '../domain/refusal.ts';

export interface PortRange {
  readonly low: number;
  readonly high: number;
}

/** Gives them out in turn, so that a port rests before strangers' late packets meet a new call. */
export class PortPool {
  #first = 0;
  #pairs = 0;
  readonly #used = new Set<number>();
  #next = 0;

  constructor(range: PortRange) {
    this.move(range);
  }

  /** Ports of another range from now on; those in use stay until they are released. */
  move({ low, high }: PortRange): void {
    this.#next = 0;
    this.#first = low + (low % 2);
    this.#pairs = Math.max(0, Math.floor((high - this.#first + 1) / 2));
  }

  /** All of them or a refusal. */
  take(count: number): readonly number[] {
    if (this.#pairs - this.#used.size < count) {
      throw new Refusal(
        'E-MEDIA-EXHAUSTED',
        `${count} pairs of media ports are needed, ${this.#pairs - this.#used.size} are free`,
      );
    }
    return Array.from({ length: count }, () => this.#takeOne());
  }

  #takeOne(): number {
    for (;;) {
      const port = this.#first + 2 * this.#next;
      this.#next = (this.#next + 1) % this.#pairs;
      if (this.#used.has(port)) continue;
      this.#used.add(port);
      return port;
    }
  }

  release(port: number): void {
    this.#used.delete(port);
  }

  /** How many pairs are given out. */
  used(): number {
    return this.#used.size;
  }
}
