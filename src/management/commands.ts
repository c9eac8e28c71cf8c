/** The write side: the only way in which any face changes anything. */
import type { Configuration } from '../domain/configuration.ts';
import { Refusal } from '../domain/refusal.ts';

/** Who asked, for the revision log: the face and whom it knows. */
export interface Author {
  readonly face: string;
  readonly name: string;
}

export interface Revised {
  readonly number: number;
  readonly configuration: Configuration;
}

/** What the composition root gives: persist first, then apply. */
export interface CommandPorts {
  current(): Configuration;
  /** Refuses what no rule of the whole allows. */
  check(configuration: Configuration): void;
  /** Resolves with the revision number once the change is durable. */
  persist(configuration: Configuration, author: Author, summary: string): Promise<number>;
  /** Tells the lives. Never refuses. */
  apply(configuration: Configuration): void;
}

/** Acts that change no configuration. Each throws a Refusal when it cannot be done. */
export interface Operations {
  offHook(port: string): void;
  onHook(port: string): void;
  answer(port: string): void;
  dial(port: string, digits: string): void;
  releaseCall(id: string): void;
  /** Starts a registration round of one line at once. */
  retryRegistration(user: string): void;
  revisions(): Promise<
    readonly {
      readonly number: number;
      readonly at: string;
      readonly author: string;
      readonly summary: string;
    }[]
  >;
  revision(number: number): Promise<Configuration>;
}

/** Changes are made one at a time, each on the outcome of the one before. */
export interface Commands extends Operations {
  submit(
    change: (configuration: Configuration) => Configuration,
    author: Author,
    summary: string,
  ): Promise<Revised>;
}

export function createCommands(ports: CommandPorts, operations: Operations): Commands {
  let last: Promise<unknown> = Promise.resolve();

  async function submitNow(
    change: (configuration: Configuration) => Configuration,
    author: Author,
    summary: string,
  ): Promise<Revised> {
    const configuration = change(ports.current());
    ports.check(configuration);
    const number = await ports.persist(configuration, author, summary);
    ports.apply(configuration);
    return { number, configuration };
  }

  return {
    ...operations,
    submit(change, author, summary) {
      const submitted = last.then(() => submitNow(change, author, summary));
      last = submitted.catch(() => undefined);
      return submitted;
    },
  };
}

/** The code of an error that a face shows: a refusal's own, or the one for a fault of ours. */
export function codeOf(error: unknown): string {
  return error instanceof Refusal ? error.code : 'E-INTERNAL';
}
