/** A token bucket: so many at once, one more every so often. */

export class Allowance {
  readonly #burst: number;
  readonly #everyMs: number;
  #tokens: number;
  #at: number | undefined;

  constructor(burst: number, everyMs: number) {
    this.#burst = burst;
    this.#everyMs = everyMs;
    this.#tokens = burst;
  }

  /** Takes one, if there is one. `now` is monotonic milliseconds. */
  take(now: number): boolean {
    const since = now - (this.#at ?? now);
    this.#tokens = Math.min(this.#burst, this.#tokens + since / this.#everyMs);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
