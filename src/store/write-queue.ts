/** Writes on their way to the disk: what waits while a transaction commits shares the next one. */
import { Refusal } from '../domain/refusal.ts';
import { storeLimits } from './limits.ts';
import type { Row, Statement } from './thread-protocol.ts';

type Rows = readonly Row[];

/** Makes all statements durable in one transaction, or none; resolves with the rows of each. */
export type Commit = (statements: readonly Statement[]) => Promise<readonly Rows[]>;

interface Write {
  readonly statements: readonly Statement[];
  /** In a transaction of its own: neither fails with others nor makes them fail. */
  readonly alone: boolean;
  readonly resolve: (rows: readonly Rows[]) => void;
  readonly reject: (reason: unknown) => void;
}

export class WriteQueue {
  readonly #commit: Commit;
  readonly #waiting: Write[] = [];
  #draining: Promise<void> | undefined;
  #closed = false;
  #trouble: string | undefined;

  constructor(commit: Commit) {
    this.#commit = commit;
  }

  /** Rows of each statement, once they are durable. */
  push(statements: readonly Statement[], alone = false): Promise<readonly Rows[]> {
    const waiting = this.#waiting.length;
    if (this.#closed) return refused('the store is closed');
    if (waiting >= storeLimits.waitingWritesMax) return refused(`${waiting} writes wait already`);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ statements, alone, resolve, reject });
      // After this tick's other writes, so that they go together.
      this.#draining ??= Promise.resolve().then(() => this.#drain());
    });
  }

  /** Why the last writes came to nothing; undefined: they are durable. */
  trouble(): string | undefined {
    return this.#trouble;
  }

  /** Takes no more; resolves when nothing waits any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#draining;
  }

  async #drain(): Promise<void> {
    for (let group = this.#takeGroup(); group.length > 0; group = this.#takeGroup()) {
      await this.#commitGroup(group);
    }
    this.#draining = undefined;
  }

  /** In the order in which they came: up to the first that goes alone, or just that one. */
  #takeGroup(): readonly Write[] {
    const first = this.#waiting.findIndex(({ alone }) => alone);
    const count = first === 0 ? 1 : first === -1 ? storeLimits.groupWritesMax : first;
    return this.#waiting.splice(0, Math.min(count, storeLimits.groupWritesMax));
  }

  async #commitGroup(group: readonly Write[]): Promise<void> {
    try {
      const rows = await this.#commit(group.flatMap(({ statements }) => statements));
      this.#trouble = undefined;
      let from = 0;
      for (const { statements, resolve } of group) {
        resolve(rows.slice(from, from + statements.length));
        from += statements.length;
      }
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
      for (const { reject } of group) reject(error);
    }
  }
}

function refused(message: string): Promise<never> {
  return Promise.reject(new Refusal('E-STORE-FAILED', message));
}
