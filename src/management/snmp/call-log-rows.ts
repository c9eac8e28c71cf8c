/**
 * Ended calls for the table of them: they are in the store, which is read before a request is
 * answered that may reach their table.
 */
import { callRecords } from '../model/call-records.ts';
import type { ManagedRow, ManagedTable } from '../model/managed-object.ts';
import type { View } from '../view.ts';
import { limits } from './limits.ts';
import { mibObject } from './mib.ts';
import { compareOids, type Oid, startsWith } from './oid.ts';
import type { AgentRequest } from './request.ts';

const entry = mibObject('offhookCallLogDirection').oid.slice(0, -1);
const behind: Oid = [...entry.slice(0, -1), (entry.at(-1) ?? 0) + 1];

function mayReach({ operation, varbinds }: AgentRequest): boolean {
  if (operation === 'get') return varbinds.some(({ oid }) => startsWith(oid, entry));
  if (operation !== 'getNext' && operation !== 'getBulk') return false;
  // From anywhere before it, if the view has nothing in between.
  return varbinds.some(({ oid }) => compareOids(oid, behind) < 0);
}

export class CallLogRows {
  readonly table: ManagedTable = { ...callRecords, rows: () => this.#rows };
  readonly #view: View;
  readonly #now: () => number;
  #rows: readonly ManagedRow[] = [];
  #readAtMs = Number.NEGATIVE_INFINITY;

  /** `now`: monotonic milliseconds. */
  constructor(view: View, now: () => number) {
    this.#view = view;
    this.#now = now;
  }

  /** A walk is many requests, and the store is asked once a second at most. */
  async prepare(request: AgentRequest): Promise<void> {
    if (!mayReach(request)) return;
    const now = this.#now();
    if (now - this.#readAtMs < limits.callLogMs) return;
    this.#readAtMs = now;
    this.#rows = await callRecords.newest(this.#view, limits.callLogRows);
  }
}
