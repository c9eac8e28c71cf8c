/** The words of the model: what a managed object is, whatever face shows it. architecture.md §4, decision 5. */
import type { Configuration } from '../../domain/configuration.ts';
import type { View } from '../view.ts';

/** A value as every face gets it. Secrets read as ''; what is not there reads as null. */
export type Value = string | number | boolean | null | readonly string[];

export type ValueType =
  | { readonly kind: 'text'; readonly max: number; readonly min?: number }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number; readonly unit?: string }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** Written, never read: every face shows ''. */
  | { readonly kind: 'secret'; readonly max: number }
  /** ISO 8601 UTC. */
  | { readonly kind: 'instant' }
  /** Names of rows of another table. */
  | { readonly kind: 'names'; readonly of: string }
  /** Only rises; a gauge moves both ways. */
  | { readonly kind: 'counter'; readonly unit?: string }
  | { readonly kind: 'gauge'; readonly unit?: string };

/** Who may change it: `index` names the row, `create` is settled at creation, `write` at any time. */
export type Access = 'index' | 'create' | 'write' | 'read';

/** How the command line writes it: a keyword with a value, or a flag with its opposite. */
export type CliForm =
  | { readonly keyword: string; readonly value: string }
  | { readonly on: string; readonly off: string };

/** Where the other faces have it; absent: that face does not show it. */
export interface Places {
  readonly cli?: CliForm;
  /** The descriptor of its column or scalar in OFFHOOK-MIB. */
  readonly snmp?: string;
  /** Path below the row's object in TR-104 issue 2; `<VID>` stands for the vendor prefix. */
  readonly tr104?: string;
  readonly metric?: string;
}

/** One column of a table, or one scalar. `Row` is what the view gives. */
export interface ManagedObject<Row> extends Places {
  /** camelCase: the field in JSON and REST. */
  readonly name: string;
  readonly type: ValueType;
  readonly access: Access;
  /** Must be given when a row is created. */
  readonly isRequired?: boolean;
  readonly help: string;
  read(row: Row): Value;
}

/** What a face asks to be written: texts as an operator types them, booleans for flags. */
export type Values = Readonly<Record<string, string | boolean | undefined>>;

/** The acts that change rows: pure, refusing with coded errors, the same for every face. */
export interface TableActs {
  create(configuration: Configuration, name: string, values: Values): Configuration;
  set(configuration: Configuration, name: string, values: Values): Configuration;
  remove(configuration: Configuration, name: string): Configuration;
}

export interface ManagedTable<Row> {
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
  readonly objects: readonly ManagedObject<Row>[];
  rows(view: View): readonly Row[];
  /** Absent: the table is read-only. */
  readonly acts?: TableActs;
}

/** A group of scalars: `status`, `entries`, `parameters`. */
export interface ManagedGroup<Row> {
  readonly name: string;
  readonly help: string;
  readonly objects: readonly ManagedObject<Row>[];
  row(view: View): Row;
  /** Absent: read-only. */
  set?(configuration: Configuration, values: Values): Configuration;
}
