/** A sum over the time just gone, whose cost does not grow with how much was added. */

/** An amount is forgotten at most this part of the window late, and never early. */
const parts = 60;
/** The oldest slot of the ring is still partly within the window. */
const slots = parts + 1;

/** Time may be negative: that of what was before the clock began. */
function placeOf(slot: number): number {
  return ((slot % slots) + slots) % slots;
}

export class SlidingSum {
  readonly #slotMs: number;
  readonly #values = new Float64Array(slots);
  #newest = Number.NEGATIVE_INFINITY;
  #sum = 0;

  /** @param windowMs how long an amount counts */
  constructor(windowMs: number) {
    this.#slotMs = windowMs / parts;
  }

  /** Adds what happened at a time, which may lie in the past; beyond the window it is nothing. */
  add(atMs: number, amount: number, nowMs: number): void {
    this.#forget(nowMs);
    const slot = Math.min(Math.floor(atMs / this.#slotMs), this.#newest);
    if (slot <= this.#newest - slots) return;
    const at = placeOf(slot);
    this.#values[at] = (this.#values[at] ?? 0) + amount;
    this.#sum += amount;
  }

  at(nowMs: number): number {
    this.#forget(nowMs);
    return this.#sum;
  }

  #forget(nowMs: number): void {
    const slot = Math.floor(nowMs / this.#slotMs);
    if (slot <= this.#newest) return;
    const first = Math.max(this.#newest + 1, slot - slots + 1);
    for (let next = first; next <= slot; next += 1) {
      const at = placeOf(next);
      this.#sum -= this.#values[at] ?? 0;
      this.#values[at] = 0;
    }
    this.#newest = slot;
  }
}
