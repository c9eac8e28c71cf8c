/** The entries that users and forwarding rules share. */
import type { EntriesView } from '../view.ts';
import { defineGroup } from './define.ts';

interface EntriesRow extends EntriesView {
  readonly rejected: number;
}

export const entries = defineGroup<EntriesRow>({
  name: 'entries',
  help: 'the entries that users and forwarding rules share',
  list: ['used', 'limit', 'users', 'forwardingRules'],
  objects: [
    {
      name: 'used',
      type: { kind: 'gauge', unit: 'entries' },
      access: 'read',
      help: 'entries in use',
      snmp: 'offhookEntriesUsed',
      tr104: 'CallControl.X_<VID>_SharedEntryCount',
      metric: 'offhook_entries',
      read: ({ used }) => used,
    },
    {
      name: 'limit',
      type: { kind: 'gauge', unit: 'entries' },
      access: 'read',
      help: 'entries there can be',
      snmp: 'offhookEntriesLimit',
      tr104: 'CallControl.X_<VID>_SharedEntryLimit',
      metric: 'offhook_entries_limit',
      read: ({ limit }) => limit,
    },
    {
      name: 'users',
      type: { kind: 'gauge', unit: 'entries' },
      access: 'read',
      help: 'entries used by users',
      snmp: 'offhookEntriesUsers',
      tr104: 'SIP.ClientNumberOfEntries',
      metric: 'offhook_entries{kind="user"}',
      read: ({ users }) => users,
    },
    {
      name: 'forwardingRules',
      type: { kind: 'gauge', unit: 'entries' },
      access: 'read',
      help: 'entries used by forwarding rules',
      snmp: 'offhookEntriesForwards',
      tr104: 'CallControl.X_<VID>_ForwardingRuleNumberOfEntries',
      metric: 'offhook_entries{kind="forward"}',
      read: ({ forwardingRules }) => forwardingRules,
    },
    {
      name: 'free',
      type: { kind: 'gauge', unit: 'entries' },
      access: 'read',
      help: 'entries that can still be made',
      tr104: 'CallControl.X_<VID>_SharedEntryFree',
      read: ({ limit, used }) => limit - used,
    },
    {
      name: 'rejected',
      type: { kind: 'counter', unit: 'entries' },
      access: 'read',
      help: 'users and rules refused because none was free',
      snmp: 'offhookEntriesRejected',
      tr104: 'CallControl.X_<VID>_SharedEntriesRefused',
      metric: 'offhook_entries_rejected_total',
      read: ({ rejected }) => rejected,
    },
  ],
  row: (view) => ({ ...view.entries(), rejected: view.totals().entriesRejected }),
});
