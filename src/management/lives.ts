/** The lives behind the rows: the chart of each kind, the state of each, how it got there. */

export interface ChartTransition {
  /** The event, or in words what stands for one: `after refreshDue`, `at once`. */
  readonly event: string;
  /** Paths of states, from below the root: `up.held`. Empty: the state stays. */
  readonly targets: readonly string[];
}

export interface ChartState {
  /** From below the root: `up.held`. */
  readonly path: string;
  readonly name: string;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final';
  readonly isInitial: boolean;
  readonly transitions: readonly ChartTransition[];
  readonly states: readonly ChartState[];
}

export interface Chart {
  readonly machine: string;
  /** What any state answers to. */
  readonly transitions: readonly ChartTransition[];
  readonly kind: 'compound' | 'parallel';
  readonly states: readonly ChartState[];
}

interface Step {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly event: string;
  /** Paths of the innermost states after it. */
  readonly states: readonly string[];
}

export interface Life {
  readonly machine: string;
  readonly states: readonly string[];
  /** Oldest first, the newest so many. */
  readonly history: readonly Step[];
}

/** Whom a life is of: `user alice`, `locationServer east`, `port p1`. */
export type Owner = `${'user' | 'locationServer' | 'proxyServer' | 'port'} ${string}`;

/** What faces ask. */
export interface Lives {
  charts(): readonly Chart[];
  /** None: nobody of that name lives. */
  of(owner: Owner): readonly Life[];
}

interface Kept {
  readonly machine: string;
  history: readonly Step[];
}

/** Steps kept of each life, and owners kept; whoever has been silent longest is forgotten. */
const stepsMax = 50;
const ownersMax = 400;

/** Keeps what lives do, told step by step. */
export class LifeLog implements Lives {
  readonly #charts: readonly Chart[];
  readonly #wallClock: () => number;
  readonly #owners = new Map<Owner, Map<string, Kept>>();

  constructor(charts: readonly Chart[], wallClock: () => number) {
    this.#charts = charts;
    this.#wallClock = wallClock;
  }

  charts(): readonly Chart[] {
    return this.#charts;
  }

  of(owner: Owner): readonly Life[] {
    return [...(this.#owners.get(owner)?.values() ?? [])].map(({ machine, history }) => ({
      machine,
      states: history.at(-1)?.states ?? [],
      history,
    }));
  }

  /** A step that leaves the states as they were is not kept. */
  note(owner: Owner, machine: string, event: string, states: readonly string[]): void {
    const lives = this.#owners.get(owner) ?? new Map<string, Kept>();
    this.#owners.delete(owner);
    this.#owners.set(owner, lives);
    const [oldest] = this.#owners.keys();
    if (this.#owners.size > ownersMax && oldest !== undefined) this.#owners.delete(oldest);
    const life = lives.get(machine) ?? { machine, history: [] };
    lives.set(machine, life);
    if (life.history.at(-1)?.states.join(' ') === states.join(' ')) return;
    const at = new Date(this.#wallClock()).toISOString();
    life.history = [...life.history, { at, event, states }].slice(-stepsMax);
  }
}
