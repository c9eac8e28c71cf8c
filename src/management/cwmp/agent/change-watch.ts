/** Looks for changes that an ACS wants to hear of, once things are quiet. */
import type { FaceClock } from '../../face.ts';
import { limits } from '../limits.ts';

export interface ChangeWatchOptions {
  readonly clock: FaceClock;
  /** Least time between two sessions made only for changes. */
  readonly throttleMs: () => number;
  /** Whether something that is watched actively has changed. */
  readonly look: () => Promise<boolean>;
  /** A session is wanted. */
  readonly onChange: () => void;
  readonly onFault: (error: unknown) => void;
}

export class ChangeWatch {
  readonly #options: ChangeWatchOptions;
  #timer: unknown;
  /** When the first event came that has not been looked into. */
  #firstAt: number | undefined;
  #toldAt: number | undefined;

  constructor(options: ChangeWatchOptions) {
    this.#options = options;
  }

  /** Something happened; a fail-over of a hundred lines is looked into once. */
  note(): void {
    const now = this.#options.clock.now();
    this.#firstAt ??= now;
    const latest = this.#firstAt + limits.changesLatestMs - now;
    this.#arm(Math.max(0, Math.min(limits.changesQuietMs, latest)));
  }

  stop(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#firstAt = undefined;
  }

  #arm(waitMs: number): void {
    const { clock, onFault } = this.#options;
    clock.clearTimeout(this.#timer);
    this.#timer = clock.setTimeout(() => {
      this.#look().catch(onFault);
    }, waitMs);
  }

  async #look(): Promise<void> {
    const { clock, throttleMs, look, onChange } = this.#options;
    this.#firstAt = undefined;
    if (!(await look())) return;
    const now = clock.now();
    const due = this.#toldAt === undefined ? now : this.#toldAt + throttleMs();
    if (due > now) return this.#arm(due - now);
    this.#toldAt = now;
    onChange();
  }
}
