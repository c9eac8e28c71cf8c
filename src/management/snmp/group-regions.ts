/** The scalars of OFFHOOK-MIB: groups of the model, and what the agent knows of itself. */
import type { ManagedGroup, ManagedRow } from '../model/managed-object.ts';
import type { View } from '../view.ts';
import { mibObject } from './mib.ts';
import { type Reading, type Region, scalar } from './store.ts';
import { type Instants, toSnmp } from './syntax.ts';

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
  return group.objects.flatMap(({ name, snmp }) => {
    if (snmp === undefined) return [];
    const { oid, syntax } = mibObject(snmp);
    return [scalar(oid, (reading) => toSnmp(rowOf(reading).get(name), syntax, instants()))];
  });
}
