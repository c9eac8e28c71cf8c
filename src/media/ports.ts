/** The pool of RTP ports: even ones, each with the odd one above it for RTCP. RFC 3550 §11. */
import { Refusal } from '../domain/refusal.ts';
import { limits } from './limits.ts';

export interface PortRange {
  readonly low: number;
  readonly high: number;
}

/** Whether no other program holds the port on that address. */
export type IsPortFree = (address: string, port: number) => boolean;

export interface PoolOptions {
  readonly isPortFree: IsPortFree;
  /** At which of so many pairs to begin: gateways side by side should not meet. */
  readonly start: (pairs: number) => number;
}

/** Gives them out in turn, so that a port rests before strangers' late packets meet a new call. */
export class PortPool {
  readonly #options: PoolOptions;
  #first = 0;
  #pairs = 0;
  readonly #used = new Set<number>();
  /** Given back, and for a moment still in the hands of the child. */
  readonly #closing = new Set<number>();
  #next = 0;

  constructor(range: PortRange, options: PoolOptions) {
    this.#options = options;
    this.move(range);
  }

  /** Ports of another range from now on; those in use stay until they are released. */
  move({ low, high }: PortRange): void {
    this.#first = low + (low % 2);
    this.#pairs = Math.max(0, Math.floor((high - this.#first + 1) / 2));
    this.#next = this.#options.start(this.#pairs);
  }

  /** One pair on each address, in order: all of them or a refusal. */
  take(addresses: readonly string[]): readonly number[] {
    const count = addresses.length;
    if (this.#pairs - this.#used.size < count)
      throw exhausted(count, this.#pairs - this.#used.size);
    const taken: number[] = [];
    for (const address of addresses) {
      const port = this.#takeOne(address);
      if (port === undefined) {
        for (const one of taken) this.release(one);
        throw exhausted(count, taken.length, true);
      }
      taken.push(port);
    }
    return taken;
  }

  /** undefined: other programs hold those that are left, or as many as may be tried at a time. */
  #takeOne(address: string): number | undefined {
    let held = 0;
    for (let seen = 0; seen < this.#pairs && held < limits.heldPortsMax; seen += 1) {
      const port = this.#first + 2 * this.#next;
      this.#next = (this.#next + 1) % this.#pairs;
      if (this.#used.has(port)) continue;
      // What the child is told comes in order: it has closed a port before it binds it again.
      if (this.#closing.delete(port) || this.#isPairFree(address, port)) {
        this.#used.add(port);
        return port;
      }
      held += 1;
    }
    return undefined;
  }

  #isPairFree(address: string, port: number): boolean {
    const { isPortFree } = this.#options;
    return isPortFree(address, port) && isPortFree(address, port + 1);
  }

  release(port: number): void {
    this.#used.delete(port);
  }

  /** Free from now on, although the child has still to close it. */
  giveBack(port: number): void {
    if (this.#used.delete(port)) this.#closing.add(port);
  }

  closed(port: number): void {
    this.#closing.delete(port);
  }

  /** The child has ended. */
  allClosed(): void {
    this.#closing.clear();
  }

  /** How many pairs are given out. */
  used(): number {
    return this.#used.size;
  }
}

function exhausted(count: number, free: number, isHeld = false): Refusal {
  const why = isHeld ? ': other programs hold the rest' : '';
  return new Refusal(
    'E-MEDIA-EXHAUSTED',
    `${count} pairs of media ports are needed, ${Math.max(0, free)} are free${why}`,
  );
}
