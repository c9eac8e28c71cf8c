/** Reasons to stop, of the system and of the program itself; and how long a stop may take. */

interface Timers {
  setTimeout(fire: () => void, delayMs: number): unknown;
  clearTimeout(id: unknown): void;
}

export class Stops {
  readonly #timers: Timers;
  readonly #late: () => void;
  readonly #waiting: ((why: string) => void)[] = [];
  #asked: string | undefined;
  #limit: unknown;

  /** `late` is called when a stop takes longer than it may: a disk can keep it waiting for ever. */
  constructor(timers: Timers, late: () => void) {
    this.#timers = timers;
    this.#late = late;
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => this.ask(signal));
    }
  }

  ask(why: string): void {
    const settle = this.#waiting.shift();
    if (settle) settle(why);
    else this.#asked = why;
  }

  /** Resolves with the next reason, at once when one has been given already. */
  next(): Promise<string> {
    const asked = this.#asked;
    this.#asked = undefined;
    if (asked !== undefined) return Promise.resolve(asked);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The stop has begun, and has so long. */
  begun(limitMs: number): void {
    this.#limit = this.#timers.setTimeout(this.#late, limitMs);
  }

  ended(): void {
    this.#timers.clearTimeout(this.#limit);
  }
}
