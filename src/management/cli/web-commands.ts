/** `web …` and `metrics …`: where the web face listens, who may use it, tokens for programs. */
import type { Configuration } from '../../domain/configuration.ts';
import { formatContact, parseContact } from '../../domain/contact.ts';
import { formatListener, parseListener } from '../../domain/listener.ts';
import { Refusal } from '../../domain/refusal.ts';
import { checkWebPassword } from '../../domain/web-password.ts';
import { parseRole, webRoles } from '../../domain/web-role.ts';
import { setWeb } from '../../domain/web-settings.ts';
import {
  createWebToken,
  createWebUser,
  deleteWebToken,
  deleteWebUser,
  setWebUser,
} from '../../domain/web-users.ts';
import { createToken, hashPassword } from '../credentials.ts';
import { changed } from './change.ts';
import type { Arguments, Keyword, Position } from './grammar.ts';
import { listAnswer } from './lists.ts';
import type { CliCommand } from './session.ts';
import { fields } from './table.ts';

const listenParam: Position = { kind: 'position', name: 'listen', help: '<ip>:<port>, or off' };

function settings({ web }: Configuration): Readonly<Record<string, string>> {
  return {
    listen: formatListener(web.listen),
    certificate: web.tls?.certificate ?? '',
    key: web.tls?.key ?? '',
    metricsListen: formatListener(web.metricsListen),
    consoleListen: formatListener(web.consoleListen),
    captureTarget: formatListener(web.captureTarget),
    syslogTarget: web.syslogTarget ? formatContact(web.syslogTarget) : 'off',
  };
}

const listenCommands: readonly CliCommand[] = [
  {
    path: ['web', 'show'],
    params: [],
    help: 'where the web page, REST and metrics are served',
    run({ view }) {
      const json = settings(view.configuration());
      return { text: fields(Object.entries(json)), json };
    },
  },
  {
    path: ['web', 'set', 'listen'],
    params: [listenParam],
    help: 'where the web page and REST are served',
    run: (context, args) =>
      changed(context, (configuration) =>
        setWeb(configuration, { listen: parseListener(args.required('listen')) }),
      ),
  },
  {
    path: ['web', 'set', 'tls'],
    params: [
      { kind: 'position', name: 'certificate', help: 'file of the certificate (PEM), or off' },
      { kind: 'position', name: 'key', help: 'file of its key (PEM)', optional: true },
    ],
    help: 'serve the web page over TLS',
    run(context, args) {
      const certificate = args.required('certificate');
      const key = args.optional('key');
      const isOff = certificate.toLowerCase() === 'off';
      if (!isOff && key === undefined) {
        throw new Refusal('E-COMMAND-MISSING', 'the file of the key is missing');
      }
      const tls = isOff || key === undefined ? undefined : { certificate, key };
      return changed(context, (configuration) => setWeb(configuration, { tls }));
    },
  },
  {
    path: ['metrics', 'set', 'listen'],
    params: [listenParam],
    help: 'where metrics are served besides /metrics of the web page',
    run: (context, args) =>
      changed(context, (configuration) =>
        setWeb(configuration, { metricsListen: parseListener(args.required('listen')) }),
      ),
  },
  {
    path: ['syslog', 'set', 'target'],
    params: [
      {
        kind: 'position',
        name: 'target',
        help: '<host>[:<port>][;transport=udp|tcp|tls], or off',
      },
    ],
    help: 'send every event to a syslog server (RFC 5424)',
    run(context, args) {
      const target = args.required('target');
      const syslogTarget = target.toLowerCase() === 'off' ? undefined : parseContact(target);
      return changed(context, (configuration) => setWeb(configuration, { syslogTarget }));
    },
  },
  {
    path: ['console', 'set', 'listen'],
    params: [listenParam],
    help: 'where the console over SSH is served; people with the role configure may log in',
    run: (context, args) =>
      changed(context, (configuration) =>
        setWeb(configuration, { consoleListen: parseListener(args.required('listen')) }),
      ),
  },
];

function nameParam(what: string): Position {
  return { kind: 'position', name: 'name', help: `the name of the ${what}` };
}

function roleParam(name: 'role' | 'scope', required: boolean): Keyword {
  return { kind: 'keyword', name, value: webRoles.join('|'), help: 'what it may do', required };
}

const passwordParams: readonly Keyword[] = [
  {
    kind: 'keyword',
    name: 'password',
    value: '<password>',
    help: 'to log in with',
    isSecret: true,
  },
  { kind: 'keyword', name: 'hash', value: '<hash>', help: 'of a saved script', isSecret: true },
  {
    kind: 'keyword',
    name: 'key',
    value: '"ssh-ed25519 AAAA…"',
    help: 'a public key for the console over SSH; empty: none',
  },
];

async function passwordHashOf(args: Arguments): Promise<string | undefined> {
  const password = args.optional('password');
  if (password === undefined) return args.optional('hash');
  checkWebPassword(password);
  return await hashPassword(password);
}

const userCommands: readonly CliCommand[] = [
  {
    path: ['web', 'user', 'create'],
    params: [nameParam('person'), roleParam('role', true), ...passwordParams],
    help: 'let somebody log in to the web page and REST',
    async run(context, args) {
      const passwordHash = await passwordHashOf(args);
      const user = { name: args.required('name'), role: parseRole(args.required('role')) };
      const publicKey = args.optional('key') || undefined;
      return await changed(context, (configuration) =>
        createWebUser(configuration, { ...user, passwordHash, publicKey }),
      );
    },
  },
  {
    path: ['web', 'user', 'set'],
    params: [nameParam('person'), roleParam('role', false), ...passwordParams],
    help: 'change a role or a password; sessions of that person end',
    async run(context, args) {
      const passwordHash = await passwordHashOf(args);
      const role = args.optional('role');
      const user = {
        name: args.required('name'),
        ...(role !== undefined && { role: parseRole(role) }),
        ...(passwordHash !== undefined && { passwordHash }),
        ...(args.has('key') && { publicKey: args.optional('key') }),
      };
      return await changed(context, (configuration) => setWebUser(configuration, user));
    },
  },
  {
    path: ['web', 'user', 'delete'],
    params: [nameParam('person')],
    help: 'let somebody no longer log in',
    run: (context, args) =>
      changed(context, (configuration) => deleteWebUser(configuration, args.required('name'))),
  },
  {
    path: ['web', 'user', 'list'],
    params: [],
    help: 'who may log in',
    run({ view }) {
      const rows = view.configuration().web.users.map(({ name, role, passwordHash }) => ({
        name,
        role,
        mayLogIn: passwordHash !== undefined,
      }));
      return listAnswer(
        rows,
        [
          ['name', ({ name }) => name],
          ['role', ({ role }) => role],
          ['may log in', ({ mayLogIn }) => mayLogIn],
        ],
        rows,
      );
    },
  },
];

const tokenCommands: readonly CliCommand[] = [
  {
    path: ['web', 'token', 'create'],
    params: [
      nameParam('token'),
      roleParam('scope', true),
      { kind: 'keyword', name: 'hash', value: '<hash>', help: 'of a saved script' },
    ],
    help: 'make a token for a program; it is shown this once',
    async run(context, args) {
      const given = args.optional('hash');
      const made = given === undefined ? createToken() : { hash: given, token: undefined };
      const row = { name: args.required('name'), scope: parseRole(args.required('scope')) };
      const { json } = await changed(context, (configuration) =>
        createWebToken(configuration, { ...row, hash: made.hash }),
      );
      if (made.token === undefined) return { text: '', json };
      return { text: made.token, json: { token: made.token } };
    },
  },
  {
    path: ['web', 'token', 'delete'],
    params: [nameParam('token')],
    help: 'make a token worthless',
    run: (context, args) =>
      changed(context, (configuration) => deleteWebToken(configuration, args.required('name'))),
  },
  {
    path: ['web', 'token', 'list'],
    params: [],
    help: 'the tokens of programs',
    run({ view }) {
      const rows = view.configuration().web.tokens.map(({ name, scope }) => ({ name, scope }));
      return listAnswer(
        rows,
        [
          ['name', ({ name }) => name],
          ['scope', ({ scope }) => scope],
        ],
        rows,
      );
    },
  },
];

export const webCommands: readonly CliCommand[] = [
  ...listenCommands,
  ...userCommands,
  ...tokenCommands,
];
