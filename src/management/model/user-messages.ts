/** Voice messages that wait for a user at its server. RFC 3842. */
import type { Readable } from './define.ts';
import type { UserRow } from './user-state.ts';

export const userMessages: readonly Readable<UserRow>[] = [
  {
    name: 'newMessages',
    type: { kind: 'gauge', unit: 'messages' },
    access: 'read',
    help: 'voice messages that wait at the server; with message-waiting on',
    snmp: 'offhookUserNewMessages',
    read: ({ messages }) => messages?.fresh ?? null,
  },
  {
    name: 'oldMessages',
    type: { kind: 'gauge', unit: 'messages' },
    access: 'read',
    help: 'voice messages there that have been heard',
    snmp: 'offhookUserOldMessages',
    read: ({ messages }) => messages?.old ?? null,
  },
];
