/** `system config …`: the configuration as a script, its revisions, and the way back. */
import type { Configuration } from '../../domain/configuration.ts';
import { shown } from '../../domain/names.ts';
import { Refusal } from '../../domain/refusal.ts';
import { toScript } from '../../domain/script.ts';
import { diffScripts } from '../script-diff.ts';
import { changed } from './change.ts';
import type { Position } from './grammar.ts';
import { type Columns, listAnswer } from './lists.ts';
import type { CliCommand, CliContext } from './session.ts';
import { printable } from './table.ts';

function revisionParam(name: string, help: string): Position {
  return { kind: 'position', name, help };
}

function numberOf(text: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) {
    throw new Refusal('E-VALUE', `a revision is a number, not "${shown(text)}"`);
  }
  return Number(text);
}

function revisionOf({ commands }: CliContext, text: string): Promise<Configuration> {
  return commands.revision(numberOf(text));
}

interface Revision {
  readonly number: number;
  readonly at: string;
  readonly author: string;
  readonly summary: string;
}

const revisionColumns: Columns<Revision> = [
  ['revision', ({ number }) => number],
  ['at', ({ at }) => at],
  ['author', ({ author }) => author],
  ['what changed', ({ summary }) => summary],
];

/** `mask`: a line of a script with its secrets as `***`. */
export function configCommands(mask: (line: string) => string): readonly CliCommand[] {
  return [
    {
      path: ['system', 'config', 'show'],
      params: [{ kind: 'flag', name: 'secrets', help: 'write passwords out' }],
      help: 'the running configuration as commands that recreate it',
      run({ view, mayRevealSecrets }, args) {
        const secrets = args.has('secrets');
        if (secrets && !mayRevealSecrets) {
          throw new Refusal('E-NOT-ALLOWED', 'secrets are shown on the control socket only');
        }
        const script = toScript(view.configuration(), { secrets });
        return { text: script.map(printable).join('\n'), json: { script } };
      },
    },
    {
      path: ['system', 'config', 'revisions'],
      params: [],
      help: 'who changed what, and when',
      async run({ commands }) {
        const rows = await commands.revisions();
        return listAnswer(rows, revisionColumns, rows);
      },
    },
    {
      path: ['system', 'config', 'diff'],
      params: [
        revisionParam('from', 'a revision'),
        revisionParam('to', 'the revision to compare it with'),
      ],
      help: 'what changed from one revision to another',
      async run(context, args) {
        const [before, after] = [
          await revisionOf(context, args.required('from')),
          await revisionOf(context, args.required('to')),
        ];
        // Compared with their secrets, so that a new password is a change; shown without.
        const lines = diffScripts(
          toScript(before, { secrets: true }),
          toScript(after, { secrets: true }),
        )
          .filter(({ sign }) => sign !== ' ')
          .map(({ sign, line }) => ({ sign, line: mask(line) }));
        const text = lines.map(({ sign, line }) => `${sign} ${printable(line)}`).join('\n');
        return { text: lines.length === 0 ? 'no difference' : text, json: { lines } };
      },
    },
    {
      path: ['system', 'config', 'rollback'],
      params: [revisionParam('revision', 'the revision to go back to')],
      help: 'make an earlier configuration the running one; this is a revision too',
      async run(context, args) {
        const before = await revisionOf(context, args.required('revision'));
        return await changed(context, () => before);
      },
    },
  ];
}
