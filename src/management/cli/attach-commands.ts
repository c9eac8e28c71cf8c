/** What is attached to ports: users that they ring for, prefix replacements that they use. */
import type { Configuration } from '../../domain/configuration.ts';
import { attachPrefixReplacement } from '../../domain/prefix-replacements.ts';
import { addUserPort, removeUserPort } from '../../domain/users.ts';
import { changed } from './change.ts';
import { done } from './lists.ts';
import type { CliCommand } from './session.ts';

interface Attachment {
  readonly path: readonly string[];
  /** The table of what is attached. */
  readonly of: string;
  readonly help: string;
  readonly change: (configuration: Configuration, name: string, port: string) => Configuration;
}

function attachCommand({ path, of, help, change }: Attachment): CliCommand {
  return {
    path,
    params: [
      { kind: 'position', name: 'name', help: 'which one', of },
      {
        kind: 'keyword',
        name: 'port',
        value: '<port>',
        help: 'which port',
        required: true,
        of: 'ports',
      },
    ],
    help,
    run: (context, args) =>
      changed(context, (configuration) =>
        change(configuration, args.required('name'), args.required('port')),
      ),
  };
}

const user = ['voip', 'sip', 'user'];
const prefixReplacement = ['voip', 'admin', 'prefix-replacement'];

export const attachCommands: readonly CliCommand[] = [
  attachCommand({
    path: [...user, 'add'],
    of: 'users',
    help: 'attach a user to a port; from then on it registers',
    change: addUserPort,
  }),
  attachCommand({
    path: [...user, 'remove'],
    of: 'users',
    help: 'detach a user from a port; detached from the last one, it un-registers',
    change: removeUserPort,
  }),
  {
    path: [...user, 'try'],
    params: [{ kind: 'position', name: 'name', help: 'which user', of: 'users' }],
    help: 'register a user now, without waiting for its next round',
    run({ commands }, args) {
      commands.retryRegistration(args.required('name'));
      return done;
    },
  },
  attachCommand({
    path: [...prefixReplacement, 'add'],
    of: 'prefix-replacements',
    help: 'let a port use a prefix replacement',
    change: (configuration, name, port) =>
      attachPrefixReplacement(configuration, { name, port, isAdded: true }),
  }),
  attachCommand({
    path: [...prefixReplacement, 'remove'],
    of: 'prefix-replacements',
    help: 'take a prefix replacement from a port',
    change: (configuration, name, port) =>
      attachPrefixReplacement(configuration, { name, port, isAdded: false }),
  }),
];
