/** `web user …` and `web token …`: who may log in, and tokens for programs. */
import { checkWebPassword } from '../../domain/web-password.ts';
import { parseRole, webRoles } from '../../domain/web-role.ts';
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

export const webCommands: readonly CliCommand[] = [...userCommands, ...tokenCommands];
