/** A table of any number of rows that are there already: what the store itself costs. */

import { type ManagedTable, model } from '../../../src/management/model.ts';
import { createAccessView } from '../../../src/management/snmp/access-view.ts';
import { createDispatcher } from '../../../src/management/snmp/dispatcher.ts';
import type { Oid } from '../../../src/management/snmp/oid.ts';
import { decodeVarbinds } from '../../../src/management/snmp/pdu.ts';
import { RowsNotReady } from '../../../src/management/snmp/rows-not-ready.ts';
import { Store } from '../../../src/management/snmp/store.ts';
import { tableRegions } from '../../../src/management/snmp/table-regions.ts';
import { nullValue } from '../../../src/management/snmp/value.ts';
import { createFakeGateway } from '../../support/fake-gateway.ts';

/** The user table with rows of its own. */
function syntheticTable(count: number): ManagedTable {
  const users = model.tables.find(({ name }) => name === 'users');
  if (!users) throw new Error('the model has no users');
  const rows = Array.from({ length: count }, (_none, at) => ({
    name: `user${at}`,
    get: (object: string) => (object === 'enabled' ? true : null),
  }));
  return { ...users, rows: () => rows };
}

export function openSyntheticStore(count: number) {
  const { view, clock } = createFakeGateway();
  const store = new Store(
    tableRegions(syntheticTable(count), {
      view,
      rowsNotReady: new RowsNotReady(() => clock.now()),
      instants: () => ({ startedAtMs: 0, nowMs: 0 }),
    }),
  );
  const everything = createAccessView({ name: 'all', include: ['1.3'], exclude: [] });
  const dispatch = createDispatcher({
    prepare: () => Promise.resolve(),
    store,
    viewNamed: () => everything,
    set: async () => undefined,
  });
  return {
    /** Walks by GETBULK of 50; how many instances there were. */
    async walk(): Promise<number> {
      let found = 0;
      for (let from: Oid = [1, 3]; ; ) {
        const { varbinds } = await dispatch({
          operation: 'getBulk',
          version: 'v2c',
          nonRepeaters: 0,
          maxRepetitions: 50,
          varbinds: [{ oid: from, value: nullValue }],
          access: 'read',
          view: 'all',
          who: '',
          budgetBytes: 1300,
        });
        const read = decodeVarbinds(varbinds);
        const last = read.at(-1);
        const ends = read.filter(({ value }) => value.type === 'endOfMibView').length;
        found += read.length - ends;
        if (!last || ends > 0) return found;
        from = last.oid;
      }
    },
  };
}
