/** SNMP: who may ask and who is told, row by row. interfaces.md §1. */
import type { Configuration } from './configuration.ts';
import { checkNew, find } from './names.ts';
import { checkSnmp } from './snmp-checks.ts';
import type {
  SnmpCommunity,
  SnmpSettings,
  SnmpTarget,
  SnmpUser,
  SnmpView,
} from './snmp-configuration.ts';

export type SnmpTable = 'users' | 'communities' | 'targets' | 'views';

const titles: Readonly<Record<SnmpTable, string>> = {
  users: 'SNMP user',
  communities: 'SNMP community',
  targets: 'SNMP target',
  views: 'SNMP view',
};

type Rows = Pick<SnmpSettings, SnmpTable>;

function added<Of extends SnmpTable>(
  configuration: Configuration,
  table: Of,
  row: Rows[Of][number],
): Configuration {
  const rows: readonly { readonly name: string }[] = configuration.snmp[table];
  checkNew(rows, row.name, titles[table]);
  const snmp = { ...configuration.snmp, [table]: [...rows, row] };
  checkSnmp(snmp);
  return { ...configuration, snmp };
}

export const createSnmpUser = (configuration: Configuration, user: SnmpUser): Configuration =>
  added(configuration, 'users', user);

export const createSnmpCommunity = (
  configuration: Configuration,
  community: SnmpCommunity,
): Configuration => added(configuration, 'communities', community);

export const createSnmpTarget = (configuration: Configuration, target: SnmpTarget): Configuration =>
  added(configuration, 'targets', target);

export const createSnmpView = (configuration: Configuration, view: SnmpView): Configuration =>
  added(configuration, 'views', view);

/** A user or a view that others still speak of stays. */
export function deleteSnmp(
  configuration: Configuration,
  table: SnmpTable,
  name: string,
): Configuration {
  const rows: readonly { readonly name: string }[] = configuration.snmp[table];
  const gone = find(rows, name, titles[table]);
  const snmp = { ...configuration.snmp, [table]: rows.filter((row) => row !== gone) };
  checkSnmp(snmp);
  return { ...configuration, snmp };
}
