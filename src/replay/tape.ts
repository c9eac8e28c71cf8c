/**
 * What one actor has been told and has decided, step by step: bounded, and always beginning where
 * the charts can begin again. ADR 18.
 */

/** An answer that the chart has asked for: a clock reading, a draw, a plan. */
export interface Read {
  /** `surroundings.now`, `queries.plan`. */
  readonly name: string;
  readonly result: unknown;
}

/** What the chart wanted done: its ports, timers, messages to others. */
export interface Act {
  readonly type: string;
  readonly params: unknown;
}

export interface Step {
  /** Monotonic milliseconds. */
  readonly atMs: number;
  /** undefined: the start. */
  readonly event: unknown;
  readonly reads: readonly Read[];
  /** The state after it. */
  readonly value: unknown;
  readonly status: string;
  readonly acts: readonly Act[];
}

/** Where a stretch of steps begins: at birth, or in a state that had been reached. */
export type Base =
  | { readonly kind: 'birth'; readonly input: unknown }
  | {
      readonly kind: 'state';
      readonly value: unknown;
      readonly context: unknown;
      readonly children: readonly string[];
    };

/** Whose life it is: `user alice`, `server location:east`, `call 1a2b`, `port p1`. */
export interface Life {
  readonly machine: string;
  readonly owner: string;
  readonly id: string;
  /** The id of its parent; undefined: it has none. */
  readonly parent: string | undefined;
}

interface Stretch {
  readonly base: Base;
  readonly steps: Step[];
}

/** Steps of a stretch, and stretches kept: the newest 32 to 48 steps. */
const stepsMax = 16;
const stretchesMax = 3;

export class Tape {
  readonly life: Life;
  #stretches: readonly Stretch[];
  #reads: Read[] | undefined;

  constructor(life: Life, input: unknown) {
    this.life = life;
    this.#stretches = [{ base: { kind: 'birth', input }, steps: [] }];
  }

  /** While a step is open, what the chart asks for is noted. */
  open(): void {
    this.#reads = [];
  }

  isOpen(): boolean {
    return this.#reads !== undefined;
  }

  read(name: string, result: unknown): void {
    this.#reads?.push({ name, result });
  }

  close(step: Omit<Step, 'reads'>): void {
    const reads = this.#reads ?? [];
    this.#reads = undefined;
    this.#stretches.at(-1)?.steps.push({ ...step, reads });
  }

  /** Nothing was decided: the chart threw. */
  abort(): void {
    this.#reads = undefined;
  }

  /** Called before a step: a full stretch is followed by another, which begins in this state. */
  begin(base: () => Base): void {
    const last = this.#stretches.at(-1);
    if (!last || last.steps.length < stepsMax) return;
    const next = { base: base(), steps: [] };
    this.#stretches = [...this.#stretches, next].slice(-stretchesMax);
  }

  /** From the oldest place where the charts can begin. */
  recording(): { readonly life: Life; readonly base: Base; readonly steps: readonly Step[] } {
    const [first] = this.#stretches;
    return {
      life: this.life,
      base: first?.base ?? { kind: 'birth', input: undefined },
      steps: this.#stretches.flatMap(({ steps }) => steps),
    };
  }
}
