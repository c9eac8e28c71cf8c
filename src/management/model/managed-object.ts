/** The words of the model: what a managed object is, whatever face shows it. docs/adr/0005 */
import type { Configuration } from '../../domain/configuration.ts';
import type { View } from '../view.ts';

type Scalar = string | number | boolean | null;

/** One structured fact, such as a try of a walk. */
export type Detail = Readonly<Record<string, Scalar>>;

/** A value as every face gets it. Secrets read as ''; what is not there reads as null. */
export type Value = Scalar | readonly string[] | Detail | readonly Detail[];

export type ValueType =
  | { readonly kind: 'text'; readonly max: number; readonly min?: number }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number; readonly unit?: string }
  /** `initial`: what a new row has; absent where it is only read. */
  | { readonly kind: 'boolean'; readonly initial?: boolean }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** Written, never read: every face shows ''. */
  | { readonly kind: 'secret'; readonly max: number }
  /** ISO 8601 UTC. */
  | { readonly kind: 'instant' }
  /** Several texts. */
  | { readonly kind: 'texts' }
  /** Names of rows of another table. */
  | { readonly kind: 'names'; readonly of: string }
  /** Only rises; a gauge moves both ways. */
  | { readonly kind: 'counter'; readonly unit?: string }
  | { readonly kind: 'gauge'; readonly unit?: string }
  /** One structured fact, or several: one line of text in SNMP, never in TR-069. */
  | { readonly kind: 'detail' }
  | { readonly kind: 'details' };

/** `index` names the row, `create` is settled at creation, `write` may change at any time. */
export type Access = 'index' | 'create' | 'write' | 'read';

/** How the command line writes it: a keyword with a value, or a flag with its opposite. */
export type CliForm =
  | { readonly keyword: string; readonly value: string }
  | { readonly on: string; readonly off: string };

/** Where the other faces have it; absent: that face does not show it. */
export interface Places {
  readonly cli?: CliForm;
  /**
   * The descriptor of its column or scalar in OFFHOOK-MIB; behind a dot, the row of a table of
   * settings.
   */
  readonly snmp?: string;
  /**
   * Path in TR-104 issue 2; `<VID>` stands for the vendor prefix. Without `{i}` it is below the
   * row's object; with it, below the voice service: `{i}` is the instance that belongs to the row
   * (the Line of a user's Client), and 1 for a scalar. What is elsewhere begins with `Device.`.
   */
  readonly tr104?: string;
  /**
   * Its series in Prometheus, `<row>` where the row's name stands. Fewer labels than the metric
   * has: the sum.
   */
  readonly metric?: string;
}

/** One column of a table, or one scalar. */
export interface ManagedObject extends Places {
  /** camelCase: the field in JSON and REST. */
  readonly name: string;
  readonly type: ValueType;
  readonly access: Access;
  /** Must be given when a row is created. */
  readonly isRequired?: boolean;
  readonly help: string;
}

/** One row as a face gets it. */
export interface ManagedRow {
  /** The value of the index object. */
  readonly name: string;
  /** The value of an object by its name; throws for a name that the table does not have. */
  get(object: string): Value;
}

export type Written = string | boolean | readonly string[];

/** What a face asks to be written, by object: texts as an operator types them, flags, names. */
export type Values = Readonly<Record<string, Written | undefined>>;

type Write = (configuration: Configuration, name: string, values: Values) => Configuration;

/** The acts that change rows: pure, refusing with coded errors, the same for every face. */
export interface TableActs {
  /** Absent, like `remove`: the rows are always there. */
  readonly create?: Write;
  /** Absent: a row is removed and made anew. */
  readonly set?: Write;
  readonly remove?: (configuration: Configuration, name: string) => Configuration;
}

/** Rows of several kinds: a word before `create`, and objects of its own at creation. */
interface RowKinds {
  /** The object that says the kind. */
  readonly by: string;
  readonly createdWith: Readonly<
    Record<string, { readonly required: readonly string[]; readonly optional: readonly string[] }>
  >;
}

interface Described {
  /** The collection in REST: `users`, `location-servers`. */
  readonly name: string;
  /** One row, in words: `user`, `location server`. */
  readonly title: string;
  /** The words before create, set, delete, list and show. */
  readonly cli: readonly string[];
  /** The table's descriptor in OFFHOOK-MIB and its object in TR-104. */
  readonly snmp?: string;
  readonly tr104?: string;
  readonly help: string;
  /** What a list has, in this order: exactly these fields in JSON. */
  readonly list: readonly string[];
  /** What a list for people has, where that differs. */
  readonly columns?: readonly string[];
}

export interface ManagedTable extends Described {
  readonly objects: readonly ManagedObject[];
  readonly kinds?: RowKinds;
  readonly rows: (view: View) => readonly ManagedRow[];
  /** Absent: the table is read-only. */
  readonly acts?: TableActs;
}

/** A table that only grows: asked for its newest rows. */
export interface ManagedLog extends Described {
  readonly objects: readonly ManagedObject[];
  /** Newest first. */
  readonly newest: (view: View, count: number) => Promise<readonly ManagedRow[]>;
}

/** A group of scalars: `status`, `entries`, `parameters`. */
export interface ManagedGroup {
  readonly name: string;
  readonly help: string;
  /** What the command line shows of it; absent: all. */
  readonly list?: readonly string[];
  readonly objects: readonly ManagedObject[];
  readonly row: (view: View) => ManagedRow;
  /** Absent: read-only. */
  readonly set?: (configuration: Configuration, values: Values) => Configuration;
}
