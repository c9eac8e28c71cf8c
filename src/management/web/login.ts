/** Logging in and out: `/api/v1/session`. */
import type { FastifyInstance } from 'fastify';
import type { FaceContext } from '../face.ts';
import { sessionIdOf, setSessionCookie } from './guard.ts';
import { addOwnPassword } from './own-password.ts';
import type { Claim, PasswordCheck } from './password-check.ts';
import type { Sessions } from './sessions.ts';

export interface LoginOptions {
  readonly context: FaceContext;
  readonly sessions: Sessions;
  readonly isTls: boolean;
  readonly check: PasswordCheck;
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
  const { context, sessions, isTls, check } = options;
  app.post<{ Body: Claim }>(
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
      const user = await check(request, reply, request.body);
      setSessionCookie(reply, sessions.open(user), isTls);
      report(context, 'session.opened', user.name, request.ip);
      return { name: user.name, role: user.role };
    },
  );
}

export function addLogin(app: FastifyInstance, options: LoginOptions): void {
  const { context, sessions, isTls } = options;
  addOpening(app, options);
  addOwnPassword(app, options);
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
