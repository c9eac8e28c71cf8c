/** Pairs of ports that are bound before anybody asks: a call need not wait for the child. */
import { limits } from './limits.ts';
import { type PoolOptions, PortPool, type PortRange } from './ports.ts';

/** What is ready at one address, and how many pairs are on their way there. */
interface Shelf {
  readonly ports: number[];
  binding: number;
}

/** Who gives ports, as a session sees it. */
export interface Ports {
  /** One bound pair on each address, in order: at once when they are ready. */
  take(addresses: readonly string[]): readonly number[] | Promise<readonly number[]>;
  release(port: number): void;
}

export class PortStock implements Ports {
  /** The same for those who may have what is kept, too. */
  readonly urgent: Ports = {
    take: (addresses) => this.#take(addresses, true),
    release: (port) => this.release(port),
  };
  readonly #pool: PortPool;
  #shelves = new Map<string, Shelf>();

  constructor(range: PortRange, options: PoolOptions) {
    this.#pool = new PortPool(range, options);
  }

  /** Ports of another range from now on. */
  move(range: PortRange): void {
    this.#pool.move(range);
  }

  /** Pairs are kept ready at these addresses from now on, and at no others. */
  keep(places: readonly { readonly bind: string }[]): void {
    this.#giveBack();
    this.#shelves = new Map(places.map(({ bind }) => [bind, { ports: [], binding: 0 }]));
    this.#fill();
  }

  take(addresses: readonly string[]): ReturnType<Ports['take']> {
    return this.#take(addresses, false);
  }

  release(port: number): void {
    this.#pool.release(port);
  }

  #take(addresses: readonly string[], isUrgent: boolean): ReturnType<Ports['take']> {
    if (this.#has(addresses)) {
      const taken = addresses.flatMap((address) => this.#shelves.get(address)?.ports.shift() ?? []);
      this.#fill();
      return taken;
    }
    if (this.#pool.free(isUrgent) < addresses.length) this.#giveBack();
    return this.#pool.take(addresses, isUrgent);
  }

  #has(addresses: readonly string[]): boolean {
    return addresses.every((address) => {
      const wanted = addresses.filter((one) => one === address).length;
      return (this.#shelves.get(address)?.ports.length ?? 0) >= wanted;
    });
  }

  #giveBack(): void {
    for (const { ports } of this.#shelves.values())
      for (const port of ports.splice(0)) this.#pool.release(port);
  }

  #fill(): void {
    // A small range, or one that is half in use, has none to spare.
    const wanted = Math.min(limits.pairsReady, Math.floor(this.#pool.size() / 16));
    if (this.#pool.free(true) < this.#pool.size() / 2) return;
    for (const [address, shelf] of this.#shelves) {
      const missing = wanted - shelf.ports.length - shelf.binding;
      for (let at = 0; at < missing; at += 1) void this.#put(address, shelf);
    }
  }

  async #put(address: string, shelf: Shelf): Promise<void> {
    shelf.binding += 1;
    // Whoever needs one that cannot be bound is told why.
    const ports = await this.#pool.take([address]).catch(() => []);
    shelf.binding -= 1;
    if (this.#shelves.get(address) === shelf) shelf.ports.push(...ports);
    else for (const port of ports) this.#pool.release(port);
  }
}
