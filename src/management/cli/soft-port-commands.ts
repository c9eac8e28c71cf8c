/** `voip ep soft …`: a port without a phone, driven by commands. */
import type { Commands } from '../commands.ts';
import { done } from './lists.ts';
import type { CliCommand } from './session.ts';

const port = { kind: 'position', name: 'port', help: 'a soft port', of: 'ports' } as const;

const flashHelp =
  '0 lets the other call go, 1 ends this one and takes it, 2 swaps, 3 joins all; none: 2';

function act(
  word: string,
  help: string,
  run: (commands: Commands, port: string) => void,
): CliCommand {
  return {
    path: ['voip', 'ep', 'soft', word],
    params: [port],
    help,
    run({ commands }, args) {
      run(commands, args.required('port'));
      return done;
    },
  };
}

export const softPortCommands: readonly CliCommand[] = [
  act('offhook', 'lift the handset: dial tone, or answer when it rings', (commands, name) =>
    commands.offHook(name),
  ),
  act('onhook', 'put the handset down: ends the call', (commands, name) => commands.onHook(name)),
  act('answer', 'answer a ringing port', (commands, name) => commands.answer(name)),
  {
    path: ['voip', 'ep', 'soft', 'dial'],
    params: [port, { kind: 'position', name: 'digits', help: 'digits 0-9 A-D * #' }],
    help: 'dial digits, or press keys during a call; a port on the hook is lifted first',
    run({ commands }, args) {
      commands.dial(args.required('port'), args.required('digits'));
      return done;
    },
  },
  {
    path: ['voip', 'ep', 'soft', 'flash'],
    params: [port, { kind: 'position', name: 'key', help: flashHelp, optional: true }],
    help: 'tap the hook: hold the call for a second one, swap two calls, join or part them',
    run({ commands }, args) {
      commands.flash(args.required('port'), args.optional('key'));
      return done;
    },
  },
  {
    path: ['voip', 'ep', 'soft', 'play'],
    params: [port, { kind: 'position', name: 'file', help: 'a WAV file in sounds/' }],
    help: 'say what is in a file of the data directory into the call',
    async run({ commands }, args) {
      await commands.play(args.required('port'), args.required('file'));
      return done;
    },
  },
  {
    path: ['voip', 'ep', 'soft', 'record'],
    params: [port, { kind: 'position', name: 'file', help: 'a new WAV file', optional: true }],
    help: 'keep what the port hears, tones and calls, in a file; without one that ends',
    async run({ commands }, args) {
      await commands.record(args.required('port'), args.optional('file'));
      return done;
    },
  },
];
