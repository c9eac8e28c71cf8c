/**
 * Wrong passwords counted by source and login: five in a minute shut both out for ten. Threat T2.
 */

interface Tally {
  readonly atMs: number[];
  shutUntilMs: number;
}

const guessesMax = 5;
const windowMs = 60_000;
const shutOutMs = 600_000;
const sourcesMax = 1000;

export class Guesses {
  readonly #clock: { now(): number };
  readonly #bySource = new Map<string, Tally>();

  constructor(clock: { now(): number }) {
    this.#clock = clock;
  }

  isShutOut(source: string): boolean {
    return (this.#bySource.get(source)?.shutUntilMs ?? 0) > this.#clock.now();
  }

  note(source: string): void {
    const now = this.#clock.now();
    const tally = this.#bySource.get(source) ?? { atMs: [], shutUntilMs: 0 };
    tally.atMs.push(now);
    while ((tally.atMs[0] ?? now) < now - windowMs) tally.atMs.shift();
    if (tally.atMs.length >= guessesMax) tally.shutUntilMs = now + shutOutMs;
    this.#bySource.delete(source);
    this.#bySource.set(source, tally);
    const [oldest] = this.#bySource.keys();
    if (this.#bySource.size > sourcesMax && oldest !== undefined) this.#bySource.delete(oldest);
  }
}
