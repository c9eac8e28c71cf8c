/** The pace of legs that end here: one timer for all of them, running only while there are some. */
import { pace } from '../child-clock.ts';
import { frameMs } from '../rtp/track.ts';

export interface Paced {
  /** Called once every 20 ms. */
  frame(): void;
}

export class Pacer {
  readonly #paced = new Set<Paced>();
  #stop: (() => void) | undefined;

  add(paced: Paced): void {
    this.#paced.add(paced);
    this.#stop ??= pace(frameMs, () => {
      for (const each of this.#paced) each.frame();
    });
  }

  remove(paced: Paced): void {
    this.#paced.delete(paced);
    if (this.#paced.size > 0) return;
    this.#stop?.();
    this.#stop = undefined;
  }
}
