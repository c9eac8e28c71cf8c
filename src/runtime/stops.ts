/** Reasons to stop: signals of the system, and what the program asks of itself. */

export class Stops {
  readonly #waiting: ((why: string) => void)[] = [];
  #asked: string | undefined;

  constructor() {
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
}
