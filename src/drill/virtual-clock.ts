/** Time that moves when it is told to: deadlines fire at their own instants, in order. ADR 4. */
import type { Clock } from '../sip/clock.ts';

interface Deadline {
  readonly atMs: number;
  fire: (() => void) | undefined;
}

export class VirtualClock implements Clock {
  #nowMs = 0;
  /** Soonest first; of two at the same instant, the one armed first. */
  readonly #deadlines: Deadline[] = [];

  now(): number {
    return this.#nowMs;
  }

  readonly setTimeout = (fire: () => void, delayMs: number): unknown => {
    const deadline: Deadline = { atMs: this.#nowMs + Math.max(0, delayMs), fire };
    this.#deadlines.splice(this.#placeOf(deadline.atMs), 0, deadline);
    return deadline;
  };

  readonly clearTimeout = (id: unknown): void => {
    if (isDeadline(id)) id.fire = undefined;
  };

  /** Fires the next deadline; false: there is none until then, and it is then now. */
  step(untilMs: number): boolean {
    for (;;) {
      const [next] = this.#deadlines;
      if (next === undefined || next.atMs > untilMs) break;
      this.#deadlines.shift();
      if (!next.fire) continue;
      const { fire } = next;
      next.fire = undefined;
      this.#nowMs = next.atMs;
      fire();
      return true;
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
    return false;
  }

  /** Behind all that are due no later. */
  #placeOf(atMs: number): number {
    let low = 0;
    let high = this.#deadlines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#deadlines[middle]?.atMs ?? 0) <= atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isDeadline(id: unknown): id is Deadline {
  return typeof id === 'object' && id !== null && 'atMs' in id;
}
