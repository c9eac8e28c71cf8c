/**
 * The rows of one table as a request sees them: those of the gateway and those not ready, in the
 * order of their indexes.
 */
import type { ManagedRow, ManagedTable, Value } from '../model/managed-object.ts';
import type { View } from '../view.ts';
import { compareOids, type Oid } from './oid.ts';
import { rowKey } from './row-key.ts';
import type { RowsNotReady } from './rows-not-ready.ts';
import type { Reading } from './store.ts';

export interface TableRow {
  readonly isReady: boolean;
  /** undefined: the row is not ready and lacks it. */
  get(object: string): Value | undefined;
}

export interface OpenRows {
  readonly keys: readonly Oid[];
  readonly rows: readonly TableRow[];
}

export interface TableRowsOptions {
  readonly table: ManagedTable;
  readonly view: View;
  readonly rowsNotReady: RowsNotReady;
}

export class TableRows {
  readonly #options: TableRowsOptions;
  #reading: Reading | undefined;
  #ready: readonly ManagedRow[] | undefined;
  #open: OpenRows = { keys: [], rows: [] };
  /** The names as they came last, their keys in order, and where each came from. */
  #names: readonly string[] = [];
  #keys: readonly Oid[] = [];
  #places: readonly number[] = [];

  constructor(options: TableRowsOptions) {
    this.#options = options;
  }

  open(reading: Reading): OpenRows {
    if (this.#reading === reading) return this.#open;
    this.#reading = reading;
    const { table, view, rowsNotReady } = this.#options;
    const ready = table.rows(view);
    const waiting = rowsNotReady.names(table.name);
    // The same rows as last time are in the same order.
    if (ready !== this.#ready || waiting.length > 0) this.#open = this.#opened(ready, waiting);
    this.#ready = waiting.length > 0 ? undefined : ready;
    return this.#open;
  }

  #opened(ready: readonly ManagedRow[], waiting: readonly string[]): OpenRows {
    const { table, rowsNotReady } = this.#options;
    const notReady = waiting.filter((name) => !ready.some((row) => row.name === name));
    this.#index([...ready.map(({ name }) => name), ...notReady]);
    const rows = [
      ...ready.map(readyRow),
      ...notReady.map((name) => waitingRow(rowsNotReady, table.name, name)),
    ];
    return { keys: this.#keys, rows: this.#places.flatMap((place) => rows[place] ?? []) };
  }

  /** Sorts only when there are other names than last time. */
  #index(names: readonly string[]): void {
    const before = this.#names;
    if (names.length === before.length && names.every((name, at) => name === before[at])) return;
    const sorted = names
      .map((name, place) => ({ key: rowKey(name), place }))
      .sort((left, right) => compareOids(left.key, right.key));
    this.#names = names;
    this.#keys = sorted.map(({ key }) => key);
    this.#places = sorted.map(({ place }) => place);
  }
}

function readyRow(row: ManagedRow): TableRow {
  return { isReady: true, get: (object) => row.get(object) };
}

function waitingRow(rowsNotReady: RowsNotReady, table: string, name: string): TableRow {
  return {
    isReady: false,
    get: (object) => rowsNotReady.values(table, name)?.[object],
  };
}
