/** The addresses of one server, one by one inside the time of the server. RFC 3263 §4.3. */
import type { Clock } from '../clock.ts';
import type { Target } from '../flow.ts';

export class AddressWalk {
  readonly #clock: Clock;
  readonly #targets: Target[];
  readonly #budgetMs: number | undefined;
  readonly #endMs: number;
  #shareMs: number | undefined;
  #silence: unknown;
  #wasLost = false;

  /** `budgetMs`: what all of them share; 0 or undefined leaves each to its transaction. */
  constructor(clock: Clock, targets: readonly Target[], budgetMs: number | undefined) {
    this.#clock = clock;
    this.#targets = [...targets];
    this.#budgetMs = budgetMs;
    this.#endMs = budgetMs ? clock.now() + budgetMs : Number.POSITIVE_INFINITY;
    this.#shareMs = this.#share();
  }

  current(): Target | undefined {
    return this.#targets[0];
  }

  isCurrent(target: Target): boolean {
    return target === this.#targets[0];
  }

  /**
   * Whether the request is worth sending again: to the same address once, as a connection that it
   * has found dead says nothing of who is there now (not where the other end has to open it); then
   * to the next one. After their time somebody else is asked already.
   */
  goesOn(fault: string, mayConnect = true): boolean {
    if (this.#clock.now() >= this.#endMs) return false;
    if (mayConnect && fault === 'lost' && !this.#wasLost) {
      this.#wasLost = true;
      return true;
    }
    if (!this.#hasNext()) return false;
    this.#targets.shift();
    return true;
  }

  /** From here on there are only these. */
  redirect(targets: readonly Target[]): void {
    this.#targets.splice(0, this.#targets.length, ...targets);
    this.#shareMs = this.#share();
  }

  /** The last one is left to its transaction. */
  watch(silent: () => void): void {
    this.heard();
    if (this.#shareMs === undefined || !this.#hasNext()) return;
    this.#silence = this.#clock.setTimeout(silent, this.#shareMs);
  }

  heard(): void {
    this.#clock.clearTimeout(this.#silence);
  }

  #hasNext(): boolean {
    return this.#targets.length > 1;
  }

  #share(): number | undefined {
    return this.#budgetMs ? this.#budgetMs / Math.max(1, this.#targets.length) : undefined;
  }
}
