/** `voip sip locationserver …` and `voip sip proxyserver …`: two lists, the same words. */

import type { ServerKind } from '../../domain/configuration.ts';
import { createServer, deleteServer, setServer } from '../../domain/servers.ts';
import type { ServerView } from '../view.ts';
import { changed } from './change.ts';
import type { Param } from './grammar.ts';
import { type Columns, listAnswer, rowNamed } from './lists.ts';
import type { CliCommand } from './session.ts';
import { fields } from './table.ts';

const columns: Columns<ServerView> = [
  ['order', ({ order }) => order],
  ['name', ({ name }) => name],
  ['contact', ({ contact }) => contact],
  ['master', ({ master }) => master],
  ['health', ({ health }) => health],
  ['lines', ({ lines }) => lines],
  ['reason', ({ reason }) => reason],
];

/** The row as scripts know it. */
function rowJson({ name, contact, master, order, health }: ServerView): unknown {
  return { name, contact, master, order, health };
}

const nameParam: Param = { kind: 'position', name: 'name', help: 'the name of the server' };
const contactHelp = 'host, port and transport of the server';
const contactValue = '<host>[:<port>][;transport=udp|tcp|tls]';

function commandsOf(word: string, kind: ServerKind, what: string): readonly CliCommand[] {
  const path = ['voip', 'sip', word];
  return [
    {
      path: [...path, 'create'],
      params: [
        nameParam,
        {
          kind: 'keyword',
          name: 'contact',
          value: contactValue,
          help: contactHelp,
          required: true,
        },
        {
          kind: 'flag',
          name: 'master',
          help: 'always asked first, wherever it stands in the list',
        },
      ],
      help: `add a ${what} at the end of the list`,
      run: (context, args) =>
        changed(context, (configuration) =>
          createServer(configuration, {
            kind,
            name: args.required('name'),
            contact: args.required('contact'),
            master: args.has('master'),
          }),
        ),
    },
    {
      path: [...path, 'set'],
      params: [
        nameParam,
        { kind: 'keyword', name: 'contact', value: contactValue, help: contactHelp },
        { kind: 'flag', name: 'master', help: 'make it the master of its list' },
        { kind: 'flag', name: 'nomaster', help: 'take the mark away' },
        { kind: 'flag', name: 'enable', help: 'use it' },
        { kind: 'flag', name: 'disable', help: 'keep it, do not use it' },
      ],
      help: `change a ${what}`,
      run: (context, args) =>
        changed(context, (configuration) =>
          setServer(configuration, {
            kind,
            name: args.required('name'),
            contact: args.optional('contact'),
            master: switchOf(args.has('master'), args.has('nomaster')),
            enabled: switchOf(args.has('enable'), args.has('disable')),
          }),
        ),
    },
    {
      path: [...path, 'delete'],
      params: [nameParam],
      help: `delete a ${what}; lines registered there move on`,
      run: (context, args) =>
        changed(context, (configuration) =>
          deleteServer(configuration, { kind, name: args.required('name') }),
        ),
    },
    {
      path: [...path, 'list'],
      params: [],
      help: `the ${what}s in the order in which they are asked`,
      run: ({ view }) => listAnswer(view.servers(kind), columns, view.servers(kind).map(rowJson)),
    },
    {
      path: [...path, 'show'],
      params: [nameParam],
      help: `one ${what} with what its health goes by`,
      run({ view }, args) {
        const row = rowNamed(view.servers(kind), args.required('name'), what);
        return { text: fields(Object.entries(row)), json: row };
      },
    },
  ];
}

function switchOf(isOn: boolean, isOff: boolean): boolean | undefined {
  return isOn || isOff ? isOn : undefined;
}

export const serverCommands: readonly CliCommand[] = [
  ...commandsOf('locationserver', 'location', 'location server'),
  ...commandsOf('proxyserver', 'proxy', 'proxy server'),
];
