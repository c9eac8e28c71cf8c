/**
 * `system status|entries|totals|drill|events` and `explain`: how the gateway is doing, and what
 * that means.
 */
import type { LoggedEvent } from '../events.ts';
import { explain } from '../explain.ts';
import { groupNamed } from '../model.ts';
import { countOf, countParam } from './count.ts';
import { type Columns, listAnswer } from './lists.ts';
import { showOf } from './rows.ts';
import type { CliCommand } from './session.ts';
import { fields } from './table.ts';

/** A group of the model as a command that shows it. */
function groupCommand(word: string): CliCommand {
  const { name, help, objects, list, row } = groupNamed(word);
  const shown = list ? objects.filter((object) => list.includes(object.name)) : objects;
  return {
    path: ['system', name],
    params: [],
    help,
    run: ({ view }) => showOf(shown, row(view)),
  };
}

const eventColumns: Columns<LoggedEvent> = [
  ['number', ({ number }) => number],
  ['at', ({ at }) => at],
  ['severity', ({ severity }) => severity],
  ['code', ({ code }) => code],
  ['subject', ({ subject }) => `${subject.kind} ${subject.name}`.trim()],
  ['what happened', ({ text }) => text],
];

export const systemCommands: readonly CliCommand[] = [
  groupCommand('status'),
  groupCommand('entries'),
  groupCommand('totals'),
  groupCommand('drill'),
  {
    path: ['system', 'events'],
    params: [countParam],
    help: 'the newest events, oldest first',
    async run({ events }, args) {
      const rows = await events.query({ limit: countOf(args) });
      return listAnswer(rows, eventColumns, rows);
    },
  },
  {
    path: ['explain'],
    params: [{ kind: 'position', name: 'code', help: 'a code of an event or of a refusal' }],
    help: 'what a code means, what causes it and what to do',
    run(_context, args) {
      const explanation = explain(args.required('code'));
      return { text: fields(Object.entries(explanation)), json: explanation };
    },
  },
];
