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

/** A step as it is kept: thousands of them, so that what is common is not kept in each. */
interface KeptStep {
  readonly atMs: number;
  readonly event: string;
  readonly states: readonly string[];
}

type History = KeptStep[];

/** Steps kept of each life, and owners kept; whoever has been silent longest is forgotten. */
const stepsMax = 50;
const ownersMax = 400;

/** Keeps what lives do, told step by step. */
export class LifeLog implements Lives {
  readonly #charts: readonly Chart[];
  readonly #wallClock: () => number;
  readonly #owners = new Map<Owner, Map<string, History>>();
  /** Every combination of states that was ever seen: a handful of each chart. */
  readonly #seen = new Map<string, readonly string[]>();

  constructor(charts: readonly Chart[], wallClock: () => number) {
    this.#charts = charts;
    this.#wallClock = wallClock;
  }

  charts(): readonly Chart[] {
    return this.#charts;
  }

  of(owner: Owner): readonly Life[] {
    return [...(this.#owners.get(owner) ?? [])].map(([machine, history]) => ({
      machine,
      states: history.at(-1)?.states ?? [],
      history: history.map(({ atMs, event, states }) => ({
        at: new Date(atMs).toISOString(),
        event,
        states,
      })),
    }));
  }

  /** A step that leaves the states as they were is not kept. */
  note(owner: Owner, machine: string, event: string, states: readonly string[]): void {
    const same = this.#same(states);
    const lives = this.#owners.get(owner);
    const history = lives?.get(machine);
    if (history?.at(-1)?.states === same) return;
    const step = { atMs: this.#wallClock(), event, states: same };
    if (!history) this.#livesOf(owner, lives).set(machine, [step]);
    else if (history.push(step) > stepsMax) history.shift();
    this.#touch(owner);
  }

  #livesOf(owner: Owner, known: Map<string, History> | undefined): Map<string, History> {
    const lives = known ?? new Map<string, History>();
    if (!known) this.#owners.set(owner, lives);
    return lives;
  }

  /** The longest silent is the first. */
  #touch(owner: Owner): void {
    const lives = this.#owners.get(owner);
    if (!lives) return;
    this.#owners.delete(owner);
    this.#owners.set(owner, lives);
    const [oldest] = this.#owners.keys();
    if (this.#owners.size > ownersMax && oldest !== undefined) this.#owners.delete(oldest);
  }

  #same(states: readonly string[]): readonly string[] {
    const key = states.join(' ');
    const known = this.#seen.get(key);
    if (known) return known;
    this.#seen.set(key, states);
    return states;
  }
}
