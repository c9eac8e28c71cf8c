/**
 * Instance numbers: given once, kept over restarts, never given again. TR-069 A.2.2.1
 *
 * A row is known by a key of ours. Before a commit that gives a row another key, both are written
 * down for its number; what the store then has decides which was true, whenever the process ended.
 */
import type { FaceState } from '../../face.ts';

interface NumberedTable {
  /** The highest number ever given. */
  readonly high: number;
  readonly numbers: Readonly<Record<string, number>>;
}

type Tables = Readonly<Record<string, NumberedTable>>;

const stateKey = 'instances';
const emptyTable: NumberedTable = { high: 0, numbers: {} };

export class Instances {
  readonly #state: FaceState;
  #tables: Tables;
  /** Keys that a commit under way is about to make true. */
  readonly #expected = new Set<string>();

  constructor(state: FaceState, tables: Tables) {
    this.#state = state;
    this.#tables = tables;
  }

  static async load(state: FaceState): Promise<Instances> {
    const text = await state.get(stateKey);
    const tables: Tables = text === undefined ? {} : JSON.parse(text);
    return new Instances(state, tables);
  }

  number(table: string, key: string): number | undefined {
    const { numbers } = this.#table(table);
    return Object.hasOwn(numbers, key) ? numbers[key] : undefined;
  }

  /** The key of a number; of two that are written down, the one there was first. */
  key(table: string, number: number): string | undefined {
    return Object.entries(this.#table(table).numbers).find(([, one]) => one === number)?.[0];
  }

  /** Numbers what is new, forgets what is gone. Resolves when durable. */
  async sync(keys: Readonly<Record<string, readonly string[]>>): Promise<void> {
    const next = { ...this.#tables };
    let isChanged = false;
    for (const [table, present] of Object.entries(keys)) {
      const synced = this.#synced(table, present);
      if (!synced) continue;
      next[table] = synced;
      isChanged = true;
    }
    if (isChanged) await this.#put(next);
  }

  /** The next number of a table, burnt even if its row never comes to be. Resolves when durable. */
  async allocate(table: string, keyOf: (number: number) => string): Promise<number> {
    const before = this.#table(table);
    const number = before.high + 1;
    const numbers = { ...before.numbers, [keyOf(number)]: number };
    this.#expected.add(`${table}\n${keyOf(number)}`);
    await this.#put({ ...this.#tables, [table]: { high: number, numbers } });
    return number;
  }

  /** Writes down that the row may be known by another key soon. Resolves when durable. */
  async expect(renames: readonly Rename[]): Promise<void> {
    if (renames.length === 0) return;
    const next = { ...this.#tables };
    for (const { table, from, to } of renames) {
      const before = next[table] ?? emptyTable;
      const number = before.numbers[from];
      if (number === undefined) continue;
      next[table] = { ...before, numbers: { ...before.numbers, [to]: number } };
      this.#expected.add(`${table}\n${to}`);
    }
    await this.#put(next);
  }

  /** The commit is done or has failed: the next `sync` goes by what there is. */
  settle(): void {
    this.#expected.clear();
  }

  #table(table: string): NumberedTable {
    return this.#tables[table] ?? emptyTable;
  }

  #synced(table: string, present: readonly string[]): NumberedTable | undefined {
    const before = this.#table(table);
    const keys = new Set(present);
    const kept = Object.entries(before.numbers).filter(
      ([key]) => keys.has(key) || this.#expected.has(`${table}\n${key}`),
    );
    const known = new Set(kept.map(([key]) => key));
    const added = present.filter((key) => !known.has(key));
    if (added.length === 0 && kept.length === Object.keys(before.numbers).length) return undefined;
    const numbered = added.map((key, at): [string, number] => [key, before.high + at + 1]);
    return {
      high: before.high + added.length,
      numbers: Object.fromEntries([...kept, ...numbered]),
    };
  }

  async #put(tables: Tables): Promise<void> {
    this.#tables = tables;
    await this.#state.put(stateKey, JSON.stringify(tables));
  }
}

export interface Rename {
  readonly table: string;
  readonly from: string;
  readonly to: string;
}
