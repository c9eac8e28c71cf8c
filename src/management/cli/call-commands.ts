/** `voip call …` beside the list: released, asked about beforehand, looked up afterwards. */
import { shown } from '../../domain/names.ts';
import { Refusal } from '../../domain/refusal.ts';
import { logNamed, type ManagedLog } from '../model.ts';
import { countOf, countParam } from './count.ts';
import { done } from './lists.ts';
import { listOf, showOf } from './rows.ts';
import type { CliCommand } from './session.ts';
import { fields, printable, table } from './table.ts';

const callRecords = logNamed('call-records');
/** The store keeps no more. */
const recordsMax = 10_000;

/** `… log [count]` of a log of the model. */
export function logCommand(log: ManagedLog): CliCommand {
  return {
    path: [...log.cli, 'log'],
    params: [countParam],
    help: log.help,
    run: async ({ view }, args) => listOf(log, await log.newest(view, countOf(args))),
  };
}

export const callCommands: readonly CliCommand[] = [
  {
    path: ['voip', 'call', 'release'],
    params: [{ kind: 'position', name: 'id', help: 'which call', of: 'calls' }],
    help: 'end a call',
    run({ commands }, args) {
      commands.releaseCall(args.required('id'));
      return done;
    },
  },
  {
    path: ['voip', 'call', 'record'],
    params: [{ kind: 'position', name: 'id', help: 'which call that has ended' }],
    help: 'all that is kept of an ended call: who, when, why, every server tried, how it sounded',
    async run({ view }, args) {
      const id = args.required('id');
      const record = (await callRecords.newest(view, recordsMax)).find(({ name }) => name === id);
      if (!record) throw new Refusal('E-NOT-FOUND', `there is no record of a call "${shown(id)}"`);
      return showOf(callRecords.objects, record);
    },
  },
  {
    path: ['voip', 'call', 'whatif'],
    params: [
      { kind: 'position', name: 'from', help: 'a port or a user', of: 'ports' },
      { kind: 'position', name: 'digits', help: 'what would be dialled' },
    ],
    help: 'which route a call would take now, without placing it',
    run({ view }, args) {
      const answer = view.whatIf(args.required('from'), args.required('digits'));
      const { servers, steps, ...rest } = answer;
      const asked = table(
        ['server', 'health', 'attempt ms', 'note'],
        servers.map((one) => [one.server, one.health, one.attemptMs, one.note]),
      );
      const text = [
        fields(Object.entries(rest)),
        '\nhow that was found\n' + steps.map((step) => `  ${printable(step)}`).join('\n'),
        `\nservers in the order in which they would be asked\n${asked}`,
      ];
      return { text: text.join('\n'), json: answer };
    },
  },
];
