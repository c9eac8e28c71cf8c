/** Logging in and out: `/api/v1/session`. */
import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../domain/refusal.ts';
import { isPassword } from '../credentials.ts';
import type { FaceContext } from '../face.ts';
import type { Connections } from './connections.ts';
import { type Guard, sessionIdOf, setSessionCookie } from './guard.ts';
import { limits } from './limits.ts';
import { TooMany } from './problem.ts';
import type { Sessions } from './sessions.ts';

export interface LoginOptions {
  readonly context: FaceContext;
  readonly guard: Guard;
  readonly sessions: Sessions;
  readonly connections: () => Connections | undefined;
  readonly isTls: boolean;
}

const identity = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    role: { type: 'string', enum: ['read', 'operate', 'configure'] },
  },
} as const;

const credentials = {
  type: 'object',
  required: ['name', 'password'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', maxLength: 64 },
    password: { type: 'string', maxLength: 256 },
  },
} as const;

type SessionCode = 'session.opened' | 'session.closed';

function report({ events }: FaceContext, code: SessionCode, name: string, source: string): void {
  const act = code === 'session.opened' ? 'logged in' : 'logged out';
  events.report({
    code,
    subject: { kind: 'session', name: 'web' },
    text: `${name} ${act} from ${source}`,
    facts: { face: 'web', name, source },
  });
}

function addOpening(app: FastifyInstance, options: LoginOptions): void {
  const { context, guard, sessions, connections, isTls } = options;
  let checking = 0;
  app.post<{ Body: { readonly name: string; readonly password: string } }>(
    '/api/v1/session',
    {
      config: { role: 'anyone' },
      schema: {
        summary: 'log in; the answer sets the session cookie',
        tags: ['session'],
        body: credentials,
        response: { 200: identity },
      },
    },
    async (request, reply) => {
      const { name, password } = request.body;
      const wait = guard.failures.wait(request.ip);
      if (wait > 0) throw new TooMany(wait);
      if (checking >= limits.logins) throw new TooMany(1);
      connections()?.serve(request.raw, reply.raw);
      const { users } = context.view.configuration().web;
      const user = users.find((one) => one.name === name);
      checking += 1;
      const isRight = await isPassword(password, user?.passwordHash).finally(() => {
        checking -= 1;
      });
      if (!isRight || !user) {
        guard.reportFailure(request, user?.name ?? 'somebody unknown');
        throw new Refusal('E-NOT-AUTHENTICATED', 'wrong name or password');
      }
      setSessionCookie(reply, sessions.open(user), isTls);
      report(context, 'session.opened', user.name, request.ip);
      return { name: user.name, role: user.role };
    },
  );
}

export function addLogin(app: FastifyInstance, options: LoginOptions): void {
  const { context, sessions, isTls } = options;
  addOpening(app, options);
  app.get(
    '/api/v1/session',
    {
      config: { role: 'read' },
      schema: { summary: 'who asks', tags: ['session'], response: { 200: identity } },
    },
    async ({ actor }) => actor,
  );
  app.delete(
    '/api/v1/session',
    { config: { role: 'read' }, schema: { summary: 'log out', tags: ['session'] } },
    async (request, reply) => {
      const id = sessionIdOf(request);
      if (id !== undefined) {
        sessions.close(id);
        report(context, 'session.closed', request.actor?.name ?? '', request.ip);
      }
      setSessionCookie(reply, '', isTls);
      return reply.status(204).send();
    },
  );
}
