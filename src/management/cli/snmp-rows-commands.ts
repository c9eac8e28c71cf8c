/**
 * `snmp user …`, `snmp community …`, `snmp target …`, `snmp view …`: who may ask, and who is told.
 */
import type { Configuration } from '../../domain/configuration.ts';
import { parseListener } from '../../domain/listener.ts';
import { Refusal } from '../../domain/refusal.ts';
import { notificationKinds } from '../../domain/snmp-checks.ts';
import {
  createSnmpCommunity,
  createSnmpTarget,
  createSnmpView,
  deleteSnmp,
  type SnmpTable,
} from '../../domain/snmp-rows.ts';
import { changed } from './change.ts';
import type { Arguments } from './grammar.ts';
import { type Columns, listAnswer } from './lists.ts';
import type { CliCommand } from './session.ts';
import { nameParam, oneOf, viewParam, withEngine, wordsOf } from './snmp-parts.ts';
import { createUser } from './snmp-user-command.ts';

const createCommunity: CliCommand = {
  path: ['snmp', 'community', 'create'],
  params: [
    nameParam('community'),
    {
      kind: 'keyword',
      name: 'source',
      value: '<ip>/<bits>',
      help: 'from where it may be used',
      required: true,
    },
    viewParam,
  ],
  help: 'let managers of versions 1 and 2c read, from where they may; a community is no secret',
  run: (context, args) =>
    changed(context, (configuration) =>
      createSnmpCommunity(withEngine(configuration), {
        name: args.required('name'),
        source: args.required('source'),
        view: args.optional('view') ?? 'all',
      }),
    ),
};

function targetOf(args: Arguments): { readonly version: '2c' | '3'; readonly as: string } {
  const version = oneOf(['2c', '3'], args.required('version'));
  const needed = version === '3' ? 'user' : 'community';
  const as = args.optional(needed);
  if (as === undefined) {
    throw new Refusal('E-COMMAND-MISSING', `a target of version ${version} needs ${needed}`);
  }
  return { version, as };
}

const createTarget: CliCommand = {
  path: ['snmp', 'target', 'create'],
  params: [
    nameParam('target'),
    { kind: 'keyword', name: 'host', value: '<ip>:<port>', help: 'where it hears', required: true },
    { kind: 'keyword', name: 'version', value: '2c|3', help: 'of SNMP', required: true },
    { kind: 'keyword', name: 'community', value: '<community>', help: 'for version 2c' },
    { kind: 'keyword', name: 'user', value: '<user>', help: 'for version 3' },
    {
      kind: 'keyword',
      name: 'events',
      value: notificationKinds.join(','),
      help: 'only these; all unless given',
    },
    { kind: 'flag', name: 'inform', help: 'send again until it is confirmed' },
  ],
  help: 'send notifications to a manager',
  run(context, args) {
    const host = parseListener(args.required('host'));
    if (!host) throw new Refusal('E-VALUE', 'host is <ip>:<port>');
    const target = {
      name: args.required('name'),
      host,
      ...targetOf(args),
      isInform: args.has('inform'),
      events: wordsOf(args.optional('events')),
    };
    return changed(context, (configuration) => createSnmpTarget(withEngine(configuration), target));
  },
};

const createView: CliCommand = {
  path: ['snmp', 'view', 'create'],
  params: [
    nameParam('view'),
    {
      kind: 'keyword',
      name: 'include',
      value: '<oid>[,<oid>…]',
      help: 'subtrees it sees',
      required: true,
    },
    {
      kind: 'keyword',
      name: 'exclude',
      value: '<oid>[,<oid>…]',
      help: 'subtrees of those it does not',
    },
  ],
  help: 'name a part of the tree; the longest subtree that fits decides',
  run: (context, args) =>
    changed(context, (configuration) =>
      createSnmpView(configuration, {
        name: args.required('name'),
        include: wordsOf(args.required('include')),
        exclude: wordsOf(args.optional('exclude')),
      }),
    ),
};

type Row = Readonly<Record<string, unknown>>;

/** What a list shows: never a key. */
function rowsOf({ snmp }: Configuration, table: SnmpTable): readonly Row[] {
  switch (table) {
    case 'users':
      return snmp.users.map(({ name, auth, priv, access, view, authKey }) => ({
        name,
        auth,
        priv,
        access,
        view,
        hasKeys: authKey !== undefined,
      }));
    case 'targets':
      return snmp.targets.map(({ host, events, ...target }) => ({
        ...target,
        host: `${host.address}:${host.port}`,
        events,
      }));
    default:
      return snmp[table].map((row) => ({ ...row }));
  }
}

function tableCommands(
  table: SnmpTable,
  title: string,
  columns: readonly string[],
): readonly CliCommand[] {
  const shown: Columns<Row> = columns.map((column) => [column, (row) => row[column]]);
  return [
    {
      path: ['snmp', title, 'delete'],
      params: [nameParam(title)],
      help: `take the ${title} away`,
      run: (context, args) =>
        changed(context, (configuration) =>
          deleteSnmp(configuration, table, args.required('name')),
        ),
    },
    {
      path: ['snmp', title, 'list'],
      params: [],
      help: `every ${title} of SNMP`,
      run({ view }) {
        const rows = rowsOf(view.configuration(), table);
        return listAnswer(rows, shown, rows);
      },
    },
  ];
}

export const snmpRowCommands: readonly CliCommand[] = [
  createUser,
  createCommunity,
  createTarget,
  createView,
  ...tableCommands('users', 'user', ['name', 'auth', 'priv', 'access', 'view', 'hasKeys']),
  ...tableCommands('communities', 'community', ['name', 'source', 'view']),
  ...tableCommands('targets', 'target', ['name', 'host', 'version', 'as', 'isInform', 'events']),
  ...tableCommands('views', 'view', ['name', 'include', 'exclude']),
];
