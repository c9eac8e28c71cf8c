/** The pool of RTP ports: even ones, each with the odd one above it for RTCP. RFC 3550 §11. */
import { Refusal } from '../domain/refusal.ts';
import { limits } from './limits.ts';

export interface PortRange {
  readonly low: number;
  readonly high: number;
}

export interface PoolOptions {
  /** Binds a port and the one above it. Resolves with why that cannot be, if it cannot. */
  readonly bind: (address: string, port: number) => Promise<string | undefined>;
  /** Both are of no use any more. */
  readonly release: (port: number) => void;
  /** At which of so many pairs to begin: gateways side by side should not meet. */
  readonly start: (pairs: number) => number;
  /** How many of so many pairs are for urgent takers alone. */
  readonly kept: (pairs: number) => number;
}

/** Gives them out in turn, so that a port rests before strangers' late packets meet a new call. */
export class PortPool {
  readonly #options: PoolOptions;
  #first = 0;
  #pairs = 0;
  readonly #used = new Set<number>();
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

  /** One bound pair on each address, in order: all of them, or it rejects with a refusal. */
  async take(addresses: readonly string[], isUrgent = false): Promise<readonly number[]> {
    const count = addresses.length;
    const free = this.free(isUrgent);
    if (free < count) throw exhausted(count, free);
    const tried = await Promise.allSettled(addresses.map((address) => this.#takeOne(address)));
    const failed = tried.find((one) => one.status === 'rejected');
    const taken = tried.flatMap((one) => (one.status === 'fulfilled' ? (one.value ?? []) : []));
    if (failed === undefined && taken.length === count) return taken;
    for (const port of taken) this.release(port);
    throw failed?.reason ?? exhausted(count, taken.length, true);
  }

  /** undefined: other programs hold those that are left, or as many as may be tried at a time. */
  async #takeOne(address: string): Promise<number | undefined> {
    const from = this.#next;
    let held = 0;
    for (let seen = 0; seen < this.#pairs && held < limits.heldPortsMax; seen += 1) {
      const at = (from + seen) % this.#pairs;
      const port = this.#first + 2 * at;
      if (this.#used.has(port)) continue;
      this.#used.add(port);
      this.#next = (at + 1) % this.#pairs;
      const code = await this.#options.bind(address, port);
      if (code === undefined) return port;
      this.#used.delete(port);
      if (code !== 'EADDRINUSE') throw unusable(address, code);
      held += 1;
    }
    return undefined;
  }

  release(port: number): void {
    if (this.#used.delete(port)) this.#options.release(port);
  }

  /** How many pairs the range has. */
  size(): number {
    return this.#pairs;
  }

  /** How many pairs are given out. */
  used(): number {
    return this.#used.size;
  }

  free(isUrgent = false): number {
    const kept = isUrgent ? 0 : this.#options.kept(this.#pairs);
    return this.#pairs - this.#used.size - kept;
  }
}

function exhausted(count: number, free: number, isHeld = false): Refusal {
  const why = isHeld ? ': other programs hold the rest' : '';
  return new Refusal(
    'E-MEDIA-EXHAUSTED',
    `${count} pairs of media ports are needed, ${Math.max(0, free)} are free${why}`,
  );
}

function unusable(address: string, code: string): Refusal {
  return new Refusal('E-MEDIA-ADDRESS', `no media port can be bound at ${address}: ${code}`);
}
