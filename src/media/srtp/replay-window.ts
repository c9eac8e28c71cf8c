/** Which packet indices have been seen: the newest and the 128 before it. RFC 3711 §3.3.2. */

const size = 128;

export class ReplayWindow {
  readonly #seen = new Uint8Array(size);
  #newest = -1;

  /** Not seen yet and not too old to know. */
  mayTake(index: number): boolean {
    if (index > this.#newest) return true;
    return this.#newest - index < size && this.#seen[index % size] === 0;
  }

  /** Only for packets that were authentic. */
  take(index: number): void {
    if (index > this.#newest) {
      const skipped = Math.min(size, index - this.#newest);
      for (let at = 1; at <= skipped; at += 1) this.#seen[(this.#newest + at + size) % size] = 0;
      this.#newest = index;
    }
    this.#seen[index % size] = 1;
  }
}
