/** `system config commit-confirmed|confirm|revert`: changes that go back by themselves. */
import type { CliCommand } from './session.ts';

export const trialCommands: readonly CliCommand[] = [
  {
    path: ['system', 'config', 'commit-confirmed'],
    params: [{ kind: 'position', name: 'minutes', help: '1 to 1440' }],
    help: 'what is changed from now on goes back by itself unless it is confirmed in time',
    async run({ commands, author }, args) {
      const text = args.required('minutes');
      const minutes = /^[0-9]{1,4}$/.test(text) ? Number(text) : Number.NaN;
      const trial = await commands.commitConfirmed(minutes, author);
      const { revision, confirmBy } = trial;
      return { text: `revision ${revision} comes back at ${confirmBy}`, json: trial };
    },
  },
  {
    path: ['system', 'config', 'confirm'],
    params: [],
    help: 'keep what was changed since "commit-confirmed"',
    async run({ commands, author }) {
      await commands.confirm(author);
      return { text: '', json: { ok: true } };
    },
  },
  {
    path: ['system', 'config', 'revert'],
    params: [],
    help: 'go back at once to what was in force before "commit-confirmed"',
    async run({ commands, author }) {
      await commands.revert(author);
      return { text: '', json: { ok: true } };
    },
  },
];
