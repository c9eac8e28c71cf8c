/** The whole tree of the agent: the model, the agent itself, SIP by RFC 4780. */

import type { ManagedTable } from '../model/managed-object.ts';
import { model } from '../model.ts';
import type { Statistics } from '../statistics.ts';
import type { AgentFacts } from './agent-facts.ts';
import { agentRegions } from './agent-regions.ts';
import { groupRegions } from './group-regions.ts';
import type { RowsNotReady } from './rows-not-ready.ts';
import { sipRegions } from './sip-regions.ts';
import { Store } from './store.ts';
import { systemRegions } from './system-regions.ts';
import { tableRegions } from './table-regions.ts';

export function createStore(
  facts: AgentFacts,
  statistics: Statistics,
  rowsNotReady: RowsNotReady,
  callLog: ManagedTable,
): Store {
  const { view, instants } = facts;
  return new Store([
    ...systemRegions(facts),
    ...agentRegions(facts),
    ...sipRegions(facts, statistics),
    ...model.groups.flatMap((group) => groupRegions(group, view, instants)),
    ...[...model.tables, callLog]
      .filter(({ snmp }) => snmp !== undefined)
      .flatMap((table) => tableRegions(table, { view, rowsNotReady, instants })),
  ]);
}
