/** `voip call …` and `voip ep soft …`: calls seen, placed and released. */

import type { CallRecord } from '../../domain/call-record.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { CallView } from '../view.ts';
import { type Columns, done, listAnswer, triesText } from './lists.ts';
import type { CliCommand } from './session.ts';
import { fields, printable, table } from './table.ts';

const callColumns: Columns<CallView> = [
  ['id', ({ id }) => id],
  ['direction', ({ direction }) => direction],
  ['from', ({ from }) => from],
  ['to', ({ to }) => to],
  ['state', ({ state }) => state],
  ['server', ({ server }) => server],
];

const recordColumns: Columns<CallRecord> = [
  ['started', ({ startedAt }) => startedAt],
  ['from', ({ from }) => from],
  ['to', ({ to }) => to],
  ['route', ({ route }) => route],
  ['seconds', secondsOf],
  ['verdict', ({ verdict }) => verdict],
  ['cause', ({ cause }) => cause],
  ['tries', ({ tries }) => tries.map(({ server, outcome }) => `${server}:${outcome}`)],
];

function secondsOf({ connectedAt, endedAt }: CallRecord): number | null {
  if (connectedAt === undefined) return null;
  return Math.round((Date.parse(endedAt) - Date.parse(connectedAt)) / 1000);
}

function callJson({ id, direction, from, to, state, server }: CallView): unknown {
  return { id, direction, from, to, state, server };
}

/** The record as scripts know it: absent values are null. */
function recordJson(record: CallRecord): unknown {
  const { connectedAt, tries, ...rest } = record;
  return {
    ...rest,
    connectedAt: connectedAt ?? null,
    tries: tries.map((one) => ({ ...one, status: one.status ?? null })),
  };
}

function countOf(text: string | undefined): number {
  if (text === undefined) return 20;
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) === 0) {
    throw new Refusal('E-VALUE', `count is a number from 1 to 99999, not "${printable(text)}"`);
  }
  return Number(text);
}

const idHelp = 'the id that "voip call list" shows';

export const callCommands: readonly CliCommand[] = [
  {
    path: ['voip', 'call', 'list'],
    params: [],
    help: 'calls in progress',
    run: ({ view }) => listAnswer(view.calls(), callColumns, view.calls().map(callJson)),
  },
  {
    path: ['voip', 'call', 'show'],
    params: [{ kind: 'position', name: 'id', help: idHelp }],
    help: 'one call with the way it took',
    run({ view }, args) {
      const id = args.required('id');
      const call = view.calls().find((candidate) => candidate.id === id);
      if (!call) throw new Refusal('E-NOT-FOUND', `there is no call "${printable(id)}"`);
      const { tries, ...rest } = call;
      return { text: `${fields(Object.entries(rest))}\n${triesText(tries)}`, json: call };
    },
  },
  {
    path: ['voip', 'call', 'release'],
    params: [{ kind: 'position', name: 'id', help: idHelp }],
    help: 'end a call',
    run({ commands }, args) {
      commands.releaseCall(args.required('id'));
      return done;
    },
  },
  {
    path: ['voip', 'call', 'log'],
    params: [{ kind: 'position', name: 'count', help: 'how many (20)', optional: true }],
    help: 'ended calls, newest first, each with its verdict and every server tried',
    async run({ view }, args) {
      const records = await view.callLog(countOf(args.optional('count')));
      return listAnswer(records, recordColumns, records.map(recordJson));
    },
  },
  {
    path: ['voip', 'call', 'whatif'],
    params: [
      { kind: 'position', name: 'from', help: 'a port or a user' },
      { kind: 'position', name: 'digits', help: 'what would be dialled' },
    ],
    help: 'which route a call would take now, without placing it',
    run({ view }, args) {
      const answer = view.whatIf(args.required('from'), args.required('digits'));
      const { servers, steps, ...rest } = answer;
      const list = table(
        ['server', 'health', 'attempt ms', 'note'],
        servers.map((one) => [one.server, one.health, one.attemptMs, one.note]),
      );
      const text = [fields(Object.entries(rest)), ...steps.map(printable), list].join('\n');
      return { text, json: answer };
    },
  },
];

const portParam = { kind: 'position', name: 'port', help: 'a soft port' } as const;

export const softPortCommands: readonly CliCommand[] = [
  {
    path: ['voip', 'ep', 'soft', 'offhook'],
    params: [portParam],
    help: 'lift the handset: dial tone, or answer when it rings',
    run({ commands }, args) {
      commands.offHook(args.required('port'));
      return done;
    },
  },
  {
    path: ['voip', 'ep', 'soft', 'onhook'],
    params: [portParam],
    help: 'put the handset down: ends the call',
    run({ commands }, args) {
      commands.onHook(args.required('port'));
      return done;
    },
  },
  {
    path: ['voip', 'ep', 'soft', 'answer'],
    params: [portParam],
    help: 'answer a ringing port',
    run({ commands }, args) {
      commands.answer(args.required('port'));
      return done;
    },
  },
  {
    path: ['voip', 'ep', 'soft', 'dial'],
    params: [portParam, { kind: 'position', name: 'digits', help: 'digits 0-9 A-D * #' }],
    help: 'dial digits; a port on the hook is lifted first',
    run({ commands }, args) {
      commands.dial(args.required('port'), args.required('digits'));
      return done;
    },
  },
];
