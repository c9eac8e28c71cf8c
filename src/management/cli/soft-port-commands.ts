/** `voip ep soft …`: a port without a phone, driven by commands. */
import type { Commands } from '../commands.ts';
import { done } from './lists.ts';
import type { CliCommand } from './session.ts';

const port = { kind: 'position', name: 'port', help: 'a soft port', of: 'ports' } as const;

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
    help: 'dial digits; a port on the hook is lifted first',
    run({ commands }, args) {
      commands.dial(args.required('port'), args.required('digits'));
      return done;
    },
  },
];
