/**
 * The words in which a data model is written down: objects by path, their columns as rows of data.
 */
import type { Scalar } from './value-type.ts';

export type Value = Scalar | null | readonly string[];

/** Which row of which table a written value is for. */
export interface Target {
  readonly table: string;
  readonly name: string;
  /** A row that is begun and not enabled yet. */
  readonly isDraft: boolean;
}

/** One instance of an object: its number, and its values by the model's own names. */
export interface TreeRow {
  readonly number: number;
  readonly target: Target;
  get(object: string): Value;
}

/** `.object` of the row, `=text` for what never changes, or a function. */
export type Source<World> = `.${string}` | `=${string}` | ((row: TreeRow, world: World) => Value);

/** R read-only, W writable; `-`: active notification is refused, `!`: it cannot be off. */
export type ColumnAccess = 'R' | 'R-' | 'R!' | 'W' | 'W-' | 'W!';

/**
 * One parameter: its name, its type, who may write it, where its value comes from, and where a
 * written value goes: an object of the row, or `table:object`; behind a `?` only when it is another
 * than the one shown, for what is shown in other words than it is kept. One that is writable and
 * goes nowhere takes only the value that it has.
 */
export type ColumnRow<World> = readonly [
  name: string,
  type: string,
  access: ColumnAccess,
  source: Source<World>,
  writes?: string,
];

export interface ObjectDefinition<World> {
  /** With `{i}` where an instance stands: `Device.DeviceInfo.`, `…SIP.Client.{i}.`. */
  readonly path: string;
  readonly columns: readonly ColumnRow<World>[];
  /** Of a table: its instances below the row above. */
  readonly rows?: (world: World, above: TreeRow | undefined) => readonly TreeRow[];
  /** Of a table: what its count in the object above is called; empty: it is not counted. */
  readonly counter?: string;
  /** Of a table whose rows an ACS may add and delete: the table that they are drafts of. */
  readonly adds?: string;
}
