/** The write side: the only way in which any face changes anything. */
import type { Configuration } from '../domain/configuration.ts';
import type { DrillOrder } from '../domain/drill.ts';
import type { DrillReport } from '../domain/drill-report.ts';
import type { ScheduledDrill } from '../domain/drill-schedule.ts';
import { Refusal } from '../domain/refusal.ts';
import type { TrialView } from './view.ts';

/** Who asked, for the revision log: the face and whom it knows. */
export interface Author {
  readonly face: string;
  readonly name: string;
}

export interface Revised {
  readonly number: number;
  readonly configuration: Configuration;
}

/** A change that puts the configuration on trial for so long, or one that ends the trial. */
export type TrialStep = { readonly minutes: number } | 'end';

/** What the composition root gives: persist first, then apply. */
export interface CommandPorts {
  current(): Configuration;
  /** Refuses what no rule of the whole allows. */
  check(configuration: Configuration): void;
  /** Resolves with the revision number once the change is durable. */
  persist(
    configuration: Configuration,
    author: Author,
    summary: string,
    trial?: TrialStep,
  ): Promise<number>;
  /** Tells the lives. Never refuses. */
  apply(configuration: Configuration): void;
}

/** Drills: docs/operating.md. Each throws a Refusal when it cannot be done. */
export interface DrillOperations {
  /** Resolves at once for a live drill, when it is over for a shadow drill. */
  start(order: DrillOrder): Promise<DrillReport>;
  stop(name: string): void;
  /** Resolves when the store has it. */
  schedule(one: ScheduledDrill): Promise<void>;
  unschedule(name: string): Promise<void>;
}

/** Acts that change no configuration. Each throws a Refusal when it cannot be done. */
export interface Operations {
  offHook(port: string): void;
  onHook(port: string): void;
  answer(port: string): void;
  dial(port: string, digits: string): void;
  /** Taps the hook of a soft port; with two calls the key says what for: 0, 1, 2 or 3. */
  flash(port: string, key?: string): void;
  /** Says what is in a sound file into the call of a soft port. */
  play(port: string, file: string): Promise<void>;
  /** Keeps what a soft port hears in a new sound file; without one that ends. */
  record(port: string, file?: string): Promise<void>;
  releaseCall(id: string): void;
  /** Starts a registration round of one line at once. */
  retryRegistration(user: string): void;
  readonly drills: DrillOperations;
  revisions(): Promise<
    readonly {
      readonly number: number;
      readonly at: string;
      readonly author: string;
      readonly summary: string;
    }[]
  >;
  revision(number: number): Promise<Configuration>;
  /**
   * From now on every change is on trial: unless it is confirmed within so many minutes the
   * configuration of now comes back, over a restart too. Again: the same configuration, more time.
   */
  commitConfirmed(minutes: number, author: Author): Promise<TrialView>;
  /** Keeps what was changed on trial. */
  confirm(author: Author): Promise<void>;
  /** Goes back at once to what was in force before the trial. */
  revert(author: Author): Promise<void>;
}

/** Changes are made one at a time, each on the outcome of the one before. */
export interface Commands extends Operations {
  submit(
    change: (configuration: Configuration) => Configuration,
    author: Author,
    summary: string,
    trial?: TrialStep,
  ): Promise<Revised>;
}

export function createCommands(ports: CommandPorts, operations: Operations): Commands {
  let last: Promise<unknown> = Promise.resolve();

  async function submitNow(
    change: (configuration: Configuration) => Configuration,
    author: Author,
    summary: string,
    trial: TrialStep | undefined,
  ): Promise<Revised> {
    const configuration = change(ports.current());
    ports.check(configuration);
    const number = await ports.persist(configuration, author, summary, trial);
    ports.apply(configuration);
    return { number, configuration };
  }

  return {
    ...operations,
    submit(change, author, summary, trial) {
      const submitted = last.then(() => submitNow(change, author, summary, trial));
      last = submitted.catch(() => undefined);
      return submitted;
    },
  };
}

/** The code of an error that a face shows: a refusal's own, or the one for a fault of ours. */
export function codeOf(error: unknown): string {
  return error instanceof Refusal ? error.code : 'E-INTERNAL';
}
