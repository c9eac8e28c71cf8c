/** A read-only table whose rows are worked out when it is opened, once a request. */
import { compareOids, type Oid } from './oid.ts';
import type { Reading, Region } from './store.ts';
import type { SnmpValue } from './value.ts';

export interface DerivedTable<Row> {
  /** Of the entry: its columns come below. */
  readonly entry: Oid;
  readonly rows: () => readonly Row[];
  readonly keyOf: (row: Row) => Oid;
  readonly columns: Readonly<Record<number, (row: Row) => SnmpValue>>;
}

export function derivedTable<Row>(table: DerivedTable<Row>): readonly Region[] {
  let opened: { readonly reading: Reading; readonly keys: Oid[]; readonly rows: Row[] } | undefined;
  const open = (reading: Reading) => {
    if (opened?.reading !== reading) {
      const sorted = table
        .rows()
        .map((row) => ({ row, key: table.keyOf(row) }))
        .sort((left, right) => compareOids(left.key, right.key));
      opened = {
        reading,
        keys: sorted.map(({ key }) => key),
        rows: sorted.map(({ row }) => row),
      };
    }
    return opened;
  };
  return Object.entries(table.columns).map(([number, read]) => ({
    oid: [...table.entry, Number(number)],
    open: (reading) => {
      const { keys, rows } = open(reading);
      return {
        keys,
        value(place) {
          const row = rows[place];
          return row === undefined ? undefined : read(row);
        },
      };
    },
  }));
}
