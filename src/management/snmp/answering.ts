/** The gateway's answers to the agent: the store, the views of those who ask, SETs. */
import type { FaceContext } from '../face.ts';
import type { AgentFacts } from './agent-facts.ts';
import { CallLogRows } from './call-log-rows.ts';
import { createDispatcher } from './dispatcher.ts';
import { NamedViews } from './named-views.ts';
import type { Ask } from './request.ts';
import { RowsNotReady } from './rows-not-ready.ts';
import { Sets } from './sets.ts';
import { createStore } from './snmp-store.ts';

export function createAnswering(context: FaceContext, facts: AgentFacts): Ask {
  const { view, commands, clock, statistics } = context;
  const now = () => clock.now();
  const callLog = new CallLogRows(view, now);
  const store = createStore(facts, statistics, new RowsNotReady(now), callLog.table);
  const views = new NamedViews(() => view.configuration().snmp);
  const sets = new Sets({ store, commands, current: () => view.configuration() });
  return createDispatcher({
    store,
    prepare: (request) => callLog.prepare(request),
    viewNamed: (name) => views.named(name),
    set: (request, accessView) => sets.set(request, accessView),
  });
}
