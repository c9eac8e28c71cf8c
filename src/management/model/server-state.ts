/** What is known of a server: its place, its health and why, and what went there. */
import type { Server, ServerKind } from '../../domain/configuration.ts';
import type { Health } from '../../domain/walk.ts';
import type { ServerView } from '../server-view.ts';
import type { Readable } from './define.ts';

export interface ServerRow {
  readonly view: ServerView;
  readonly server: Server;
}

/** What the two tables call themselves in each face. */
export interface ServerWords {
  readonly kind: ServerKind;
  readonly name: string;
  readonly title: string;
  readonly cli: string;
  readonly snmp: string;
  readonly tr104: string;
}

const healths: readonly Health[] = ['unknown', 'up', 'suspect', 'down', 'quarantined', 'disabled'];

/** What the two kinds count, in the words of each face. */
const counted = {
  location: {
    requests: ['Attempts', 'RequestsSent', 'attempts to register here'],
    successes: ['Successes', 'Acceptances', 'of those, accepted'],
    refusals: ['Rejects', 'Refusals', 'of those, refused'],
    timeouts: ['Timeouts', 'Timeouts', 'of those, not answered'],
    failovers: ['Failovers', 'Failovers', 'lines that went on to another server'],
  },
  proxy: {
    requests: ['Invites', 'InvitesSent', 'calls tried here'],
    successes: ['Answered', 'Answers', 'of those, answered in any way'],
    refusals: ['Refusals', 'Refusals', 'of those, sent on by the answer'],
    timeouts: ['Timeouts', 'Timeouts', 'of those, not answered'],
    failovers: ['Failovers', 'Failovers', 'calls that went on to another server'],
  },
} as const;

const counts = ['requests', 'successes', 'refusals', 'timeouts', 'failovers'] as const;

export function serverState(words: ServerWords): readonly Readable<ServerRow>[] {
  return [...health(words), ...use(words), ...counts.map((name) => counter(words, name))];
}

function counter({ kind, snmp }: ServerWords, name: (typeof counts)[number]): Readable<ServerRow> {
  const [column, tr104, help] = counted[kind][name];
  return {
    name,
    type: { kind: 'counter' },
    access: 'read',
    help,
    snmp: `${snmp}${column}`,
    tr104,
    read: ({ view }) => view[name],
  };
}

function health({ kind, snmp }: ServerWords): readonly Readable<ServerRow>[] {
  return [
    {
      name: 'order',
      type: { kind: 'integer', min: 1, max: 32 },
      access: 'read',
      help: '1 is asked first: the master, then the list; the disabled last',
      snmp: `${snmp}Order`,
      tr104: 'WalkOrder',
      read: ({ view }) => view.order,
    },
    {
      name: 'health',
      type: { kind: 'choice', choices: healths },
      access: 'read',
      help: 'what is known of the server',
      snmp: `${snmp}OperState`,
      tr104: 'Status',
      metric: `offhook_server_up{kind="${kind}",server="<row>"}`,
      read: ({ view }) => view.health,
    },
    {
      name: 'since',
      type: { kind: 'instant' },
      access: 'read',
      help: 'in this health since',
      snmp: `${snmp}LastChange`,
      tr104: 'StatusSince',
      read: ({ view }) => view.since,
    },
    {
      name: 'reason',
      type: { kind: 'text', max: 255 },
      access: 'read',
      help: 'what health goes by',
      snmp: `${snmp}Reason`,
      tr104: 'StatusReason',
      read: ({ view }) => view.reason,
    },
    {
      name: 'lastStatus',
      type: { kind: 'integer', min: 100, max: 699 },
      access: 'read',
      help: 'the SIP status of its last final answer',
      snmp: `${snmp}LastStatus`,
      tr104: 'LastStatusCode',
      read: ({ view }) => view.lastStatus,
    },
    {
      name: 'seenAt',
      type: { kind: 'text', max: 64 },
      access: 'read',
      help: 'address and port at which it has seen us, by its last answer',
      snmp: `${snmp}SeenAt`,
      tr104: 'SeenAt',
      read: ({ view }) => view.seenAt,
    },
  ];
}

function use({ kind, snmp }: ServerWords): readonly Readable<ServerRow>[] {
  return [
    {
      name: 'lines',
      type: { kind: 'gauge', unit: 'users' },
      access: 'read',
      help: 'users registered here now',
      snmp: `${snmp}Users`,
      tr104: 'RegisteredUsers',
      metric: `offhook_server_lines{kind="${kind}",server="<row>"}`,
      read: ({ view }) => view.lines,
    },
    {
      name: 'calls',
      type: { kind: 'gauge', unit: 'calls' },
      access: 'read',
      help: 'calls in progress through it',
      ...(kind === 'proxy' && { snmp: `${snmp}Calls` }),
      tr104: 'ActiveCalls',
      read: ({ view }) => view.calls,
    },
  ];
}
