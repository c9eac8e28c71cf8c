/** One act at a time: each begins when the one before it has settled. */

/** Calls `settled` once, at once or later. */
export type Act = (settled: () => void) => void;

export class TurnByTurn {
  readonly #waiting: Act[] = [];
  #isBusy = false;

  isBusy(): boolean {
    return this.#isBusy;
  }

  run(act: Act): void {
    if (this.#isBusy) return void this.#waiting.push(act);
    this.#isBusy = true;
    act(() => {
      this.#isBusy = false;
      const next = this.#waiting.shift();
      if (next) this.run(next);
    });
  }
}
