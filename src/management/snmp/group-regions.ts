/** The scalars of OFFHOOK-MIB, and the tables that hold one setting a row: groups of the model. */
import type { ManagedGroup, ManagedObject, ManagedRow } from '../model/managed-object.ts';
import type { View } from '../view.ts';
import { type MibObject, mibObject } from './mib.ts';
import { compareOids } from './oid.ts';
import { rowKey, rowName } from './row-key.ts';
import type { Writable } from './set-plan.ts';
import { type Reading, type Region, scalar } from './store.ts';
import { checkSyntax, fromSnmp, type Instants, toSnmp } from './syntax.ts';
import type { SnmpValue } from './value.ts';
import { type ScalarRule, writableScalar } from './writable-scalar.ts';

interface Placed {
  readonly object: ManagedObject;
  readonly column: MibObject;
  /** Its row in a table of settings; absent: it is a scalar. */
  readonly row?: string;
}

function placed(group: ManagedGroup): readonly Placed[] {
  return group.objects.flatMap((object): Placed[] => {
    const [descriptor, row] = object.snmp?.split('.') ?? [];
    if (descriptor === undefined) return [];
    return [{ object, column: mibObject(descriptor), ...(row !== undefined && { row }) }];
  });
}

/** What a value becomes in the configuration. */
function ruleOf({ set }: ManagedGroup, { object, column }: Placed): ScalarRule {
  const { syntax } = column;
  return {
    check: (value) => checkSyntax(value, syntax),
    change: (configuration, value) =>
      set?.(configuration, { [object.name]: fromSnmp(value, syntax) }) ?? configuration,
  };
}

/** One column, a row for each setting, in the order of their names. */
function settingsRegion(
  group: ManagedGroup,
  settings: readonly (readonly [string, Placed])[],
  read: (reading: Reading, one: Placed) => SnmpValue,
): readonly Region[] {
  const [first] = settings;
  if (!first) return [];
  const sorted = settings
    .map(([row, one]) => ({ key: rowKey(row), one }))
    .sort((left, right) => compareOids(left.key, right.key));
  const keys = sorted.map(({ key }) => key);
  const rules = new Map(settings.map(([row, one]) => [row, ruleOf(group, one)]));
  const write: Writable = {
    stage(plan, key, value, index) {
      const rule = rules.get(rowName(key) ?? '');
      return rule ? writableScalar(rule).stage(plan, [0], value, index) : 'noCreation';
    },
  };
  const open: Region['open'] = (reading) => ({
    keys,
    value(place) {
      const one = sorted[place]?.one;
      return one && read(reading, one);
    },
  });
  return [{ oid: first[1].column.oid, open, write }];
}

export function groupRegions(
  group: ManagedGroup,
  view: View,
  instants: () => Instants,
): readonly Region[] {
  let opened: { readonly reading: Reading; readonly row: ManagedRow } | undefined;
  const rowOf = (reading: Reading) => {
    if (opened?.reading !== reading) opened = { reading, row: group.row(view) };
    return opened.row;
  };
  const read = (reading: Reading, { object, column }: Placed) =>
    toSnmp(rowOf(reading).get(object.name), column.syntax, instants());
  const all = placed(group);
  const scalars = all
    .filter(({ row }) => row === undefined)
    .map((one) => {
      const isWritten = one.column.access === 'readWrite';
      const write = isWritten ? writableScalar(ruleOf(group, one)) : undefined;
      return scalar(one.column.oid, (reading) => read(reading, one), write);
    });
  const settings = all.flatMap((one) => (one.row === undefined ? [] : [[one.row, one] as const]));
  return [...scalars, ...settingsRegion(group, settings, read)];
}
