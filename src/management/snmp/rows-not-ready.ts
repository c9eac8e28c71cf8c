/**
 * Rows that createAndWait began and that lack something: they are nowhere but here, few, and not
 * for long.
 */
import type { Values } from '../model/managed-object.ts';
import { limits } from './limits.ts';

interface RowNotReady {
  readonly values: Values;
  readonly touchedAtMs: number;
}

export class RowsNotReady {
  readonly #rows = new Map<string, Map<string, RowNotReady>>();
  readonly #now: () => number;

  /** `now`: monotonic milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  #of(table: string): Map<string, RowNotReady> {
    const rows = this.#rows.get(table) ?? new Map<string, RowNotReady>();
    this.#rows.set(table, rows);
    for (const [name, { touchedAtMs }] of rows) {
      if (this.#now() - touchedAtMs >= limits.rowNotReadyMs) rows.delete(name);
    }
    return rows;
  }

  names(table: string): readonly string[] {
    return [...this.#of(table).keys()];
  }

  values(table: string, name: string): Values | undefined {
    return this.#of(table).get(name)?.values;
  }

  /** Whether one more of this table has room. */
  hasRoom(table: string): boolean {
    return this.#of(table).size < limits.rowsNotReadyMax;
  }

  keep(table: string, name: string, values: Values): void {
    this.#of(table).set(name, { values, touchedAtMs: this.#now() });
  }

  forget(table: string, name: string): void {
    this.#of(table).delete(name);
  }
}
