/**
 * A SET taken apart: what each row and each scalar is to become, before anything is done. RFC 3416
 * §4.2.5
 */
import type { Configuration } from '../../domain/configuration.ts';
import type { Values, Written } from '../model/managed-object.ts';
import type { Oid } from './oid.ts';
import type { ErrorStatus } from './pdu.ts';
import type { RowAction } from './row-status.ts';
import type { SnmpValue } from './value.ts';
import type { WritableTable } from './writable-table.ts';

/** Where a region takes what is written to it. */
export interface Writable {
  /** Notes the value in the plan, or says why it cannot be. `index` counts from 1. */
  stage(plan: SetPlan, key: Oid, value: SnmpValue, index: number): ErrorStatus | undefined;
}

export interface Staged {
  readonly value: Written;
  readonly index: number;
}

export class RowChange {
  readonly table: WritableTable;
  readonly name: string;
  /** By object of the model. */
  readonly values = new Map<string, Staged>();
  /** The first variable binding about this row. */
  readonly index: number;
  #action: RowAction | undefined;
  #actionIndex = 0;

  constructor(table: WritableTable, name: string, index: number) {
    this.table = table;
    this.name = name;
    this.index = index;
  }

  get action(): RowAction {
    return this.#action ?? 'columns';
  }

  /** The variable binding that a refusal of the whole row points at. */
  get actionIndex(): number {
    return this.#action === undefined ? this.index : this.#actionIndex;
  }

  /** One instance is written once. */
  act(action: RowAction, index: number): ErrorStatus | undefined {
    if (this.#action !== undefined) return 'inconsistentValue';
    this.#action = action;
    this.#actionIndex = index;
    return undefined;
  }

  write(object: string, staged: Staged): ErrorStatus | undefined {
    if (this.values.has(object)) return 'inconsistentValue';
    this.values.set(object, staged);
    return undefined;
  }

  written(): Values {
    return Object.fromEntries([...this.values].map(([object, { value }]) => [object, value]));
  }
}

export interface ScalarChange {
  readonly index: number;
  /** What it makes of the configuration; it may refuse. */
  change(configuration: Configuration): Configuration;
  /** Once everything is committed. */
  committed?(): void;
}

export class SetPlan {
  readonly scalars: ScalarChange[] = [];
  readonly #rows = new Map<string, RowChange>();

  /**
   * Removals first: what is set in one PDU happens at once, so a row freed in it can be taken in
   * it.
   */
  get rows(): readonly RowChange[] {
    const rows = [...this.#rows.values()];
    const isRemoval = ({ action }: RowChange) => action === 'destroy';
    return [...rows.filter(isRemoval), ...rows.filter((row) => !isRemoval(row))];
  }

  row(table: WritableTable, name: string, index: number): RowChange {
    const place = `${table.name} ${name}`;
    const row = this.#rows.get(place) ?? new RowChange(table, name, index);
    this.#rows.set(place, row);
    return row;
  }
}
