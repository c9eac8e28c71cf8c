/** A table of the model as the columns of its table in the MIB, descriptor by descriptor. */
import type { ManagedObject, ManagedTable, Written } from '../model/managed-object.ts';
import type { View } from '../view.ts';
import { type MibObject, mibObject, mibObjects } from './mib.ts';
import type { Oid } from './oid.ts';
import type { ErrorStatus } from './pdu.ts';
import { rowName } from './row-key.ts';
import type { RowAction } from './row-status.ts';
import type { RowsNotReady } from './rows-not-ready.ts';
import type { RowChange, SetPlan, Writable } from './set-plan.ts';
import type { Region } from './store.ts';
import { checkSyntax, fromSnmp, type Instants, toSnmp } from './syntax.ts';
import { type TableRow, TableRows } from './table-rows.ts';
import { integer, type SnmpValue } from './value.ts';
import { WritableTable } from './writable-table.ts';

export interface TableOptions {
  readonly view: View;
  readonly rowsNotReady: RowsNotReady;
  readonly instants: () => Instants;
}

const rowActions: readonly RowAction[] = [
  'active',
  'notInService',
  'notReady',
  'createAndGo',
  'createAndWait',
  'destroy',
];

const active = integer(1);
const notReady = integer(3);
const nonVolatile = integer(3);

type Read = (row: TableRow) => SnmpValue | undefined;
type Stage = (change: RowChange, value: SnmpValue, index: number) => ErrorStatus | undefined;

/** Takes what is written to a column to its row in the plan. */
function writable(table: WritableTable, { syntax }: MibObject, stage: Stage): Writable {
  return {
    stage(plan: SetPlan, key: Oid, value: SnmpValue, index: number) {
      const status = checkSyntax(value, syntax);
      if (status) return status;
      const name = rowName(key);
      // No row can ever have this index.
      if (name === undefined) return 'noCreation';
      return stage(plan.row(table, name, index), value, index);
    },
  };
}

function readRowStatus(
  enabled: ManagedObject,
  { syntax }: MibObject,
  instants: () => Instants,
): Read {
  return (row) =>
    row.isReady ? toSnmp(row.get(enabled.name) ?? null, syntax, instants()) : notReady;
}

const stageRowStatus: Stage = (change, value, index) => {
  const action = value.type === 'integer' ? rowActions[value.value - 1] : undefined;
  return action === undefined ? 'wrongValue' : change.act(action, index);
};

/** Rows are always kept: that is the only kind of storage there is. */
const stageStorageType: Stage = (_change, value) =>
  value.type === 'integer' && value.value === 3 ? undefined : 'wrongValue';

function readValue(
  { name, type }: ManagedObject,
  { syntax }: MibObject,
  options: TableOptions,
): Read {
  return (row) => {
    const value = row.get(name);
    if (value === undefined) return undefined;
    return toSnmp(type.kind === 'secret' ? '' : value, syntax, options.instants());
  };
}

/** Names stand in one text, with blanks between them. */
function writtenAs({ type }: ManagedObject, value: string | boolean): Written {
  if (type.kind !== 'names' || typeof value !== 'string') return value;
  return value.split(' ').filter((name) => name !== '');
}

function stageValue(object: ManagedObject, { syntax }: MibObject): Stage {
  return (change, value, index) =>
    change.write(object.name, { value: writtenAs(object, fromSnmp(value, syntax)), index });
}

/** A column that the model does not have: how rows are kept, and whether they are there. */
function ownColumn(table: ManagedTable, kind: 'StorageType' | 'RowStatus'): MibObject | undefined {
  return mibObjects.get((table.snmp ?? '').replace(/Table$/, kind));
}

export function tableRegions(table: ManagedTable, options: TableOptions): readonly Region[] {
  const { view, rowsNotReady, instants } = options;
  const rows = new TableRows({ table, view, rowsNotReady });
  const placed = table.objects.flatMap((object) =>
    object.snmp === undefined ? [] : [{ object, column: mibObject(object.snmp) }],
  );
  const required = placed.filter(({ column }) => column.isRequired);
  const target = new WritableTable({
    table,
    view,
    rowsNotReady,
    required: required.map(({ object }) => object.name),
  });
  const region = (column: MibObject, read: Read, stage: Stage): Region => {
    const open: Region['open'] = (reading) => {
      const opened = rows.open(reading);
      return {
        keys: opened.keys,
        value(place) {
          const row = opened.rows[place];
          return row && read(row);
        },
      };
    };
    const { oid, access } = column;
    return access === 'readCreate' || access === 'readWrite'
      ? { oid, open, write: writable(target, column, stage) }
      : { oid, open };
  };
  const storage = ownColumn(table, 'StorageType');
  const isSwitched = placed.some(({ column }) => column.syntax.kind === 'rowStatus');
  const status = isSwitched ? undefined : ownColumn(table, 'RowStatus');
  return [
    ...placed
      .filter(({ column }) => column.access !== 'notAccessible')
      .map(({ object, column }) =>
        column.syntax.kind === 'rowStatus'
          ? region(column, readRowStatus(object, column, instants), stageRowStatus)
          : region(column, readValue(object, column, options), stageValue(object, column)),
      ),
    ...(storage ? [region(storage, () => nonVolatile, stageStorageType)] : []),
    ...(status
      ? [region(status, ({ isReady }) => (isReady ? active : notReady), stageRowStatus)]
      : []),
  ];
}
