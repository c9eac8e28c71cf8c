/** The door of the model: every managed object, once. Faces are projections of it. */
import { administration } from './model/administration.ts';
import { callRecords } from './model/call-records.ts';
import { calls } from './model/calls.ts';
import { drill } from './model/drill.ts';
import { entries } from './model/entries.ts';
import { forwardingRules } from './model/forwarding-rules.ts';
import { interfaces } from './model/interfaces.ts';
import type { ManagedGroup, ManagedLog, ManagedTable } from './model/managed-object.ts';
import { parameters } from './model/parameters.ts';
import { ports } from './model/ports.ts';
import { prefixReplacements } from './model/prefix-replacements.ts';
import { ringRules } from './model/ring-rules.ts';
import { locationServers, proxyServers } from './model/servers.ts';
import { serviceCodes } from './model/service-codes.ts';
import { status } from './model/status.ts';
import { totals } from './model/totals.ts';
import { userServices } from './model/user-services.ts';
import { users } from './model/users.ts';

export type {
  Detail,
  ManagedGroup,
  ManagedLog,
  ManagedObject,
  ManagedRow,
  ManagedTable,
  Value,
  Values,
  ValueType,
} from './model/managed-object.ts';

export interface Model {
  readonly tables: readonly ManagedTable[];
  readonly logs: readonly ManagedLog[];
  readonly groups: readonly ManagedGroup[];
}

export const model: Model = {
  tables: [
    users,
    userServices,
    locationServers,
    proxyServers,
    forwardingRules,
    ports,
    prefixReplacements,
    ringRules,
    serviceCodes,
    interfaces,
    calls,
  ],
  logs: [callRecords],
  groups: [status, entries, totals, drill, administration, parameters],
};

/** A part of the model by its name; throws for a name that it does not have. */
function named<Part extends { readonly name: string }>(parts: readonly Part[], name: string): Part {
  const part = parts.find((one) => one.name === name);
  if (!part) throw new Error(`the model has no "${name}"`);
  return part;
}

export const tableNamed = (name: string): ManagedTable => named(model.tables, name);
export const logNamed = (name: string): ManagedLog => named(model.logs, name);
export const groupNamed = (name: string): ManagedGroup => named(model.groups, name);
