/** A clock that only moves when told to, one deadline at a time. */

interface Deadline {
  readonly at: number;
  readonly fire: () => void;
}

export class ManualClock {
  #now = 0;
  #nextId = 1;
  readonly #pending = new Map<number, Deadline>();

  now(): number {
    return this.#now;
  }

  setTimeout(fire: () => void, delayMs: number): number {
    const id = this.#nextId++;
    this.#pending.set(id, { at: this.#now + Math.max(0, delayMs), fire });
    return id;
  }

  clearTimeout(id: unknown): void {
    if (typeof id === 'number') this.#pending.delete(id);
  }

  /** How many deadlines are armed. */
  pending(): number {
    return this.#pending.size;
  }

  /** Moves time forward, firing every deadline on the way at its own instant. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#earliest(); next && next.at <= end; next = this.#earliest()) {
      this.#pending.delete(next.id);
      this.#now = next.at;
      next.fire();
    }
    this.#now = end;
  }

  #earliest(): (Deadline & { readonly id: number }) | undefined {
    let first: (Deadline & { readonly id: number }) | undefined;
    for (const [id, deadline] of this.#pending) {
      if (first === undefined || deadline.at < first.at) first = { ...deadline, id };
    }
    return first;
  }
}
