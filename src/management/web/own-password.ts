/** `/api/v1/session/password`: whoever is logged in gives themselves another password. */
import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../domain/refusal.ts';
import { checkWebPassword } from '../../domain/web-password.ts';
import { setWebUser } from '../../domain/web-users.ts';
import { hashPassword } from '../credentials.ts';
import type { FaceContext } from '../face.ts';
import { sessionIdOf, setSessionCookie } from './guard.ts';
import type { PasswordCheck } from './password-check.ts';
import type { Sessions } from './sessions.ts';

export interface OwnPasswordOptions {
  readonly context: FaceContext;
  readonly sessions: Sessions;
  readonly isTls: boolean;
  readonly check: PasswordCheck;
}

const password = { type: 'string', maxLength: 128, writeOnly: true } as const;

export function addOwnPassword(app: FastifyInstance, options: OwnPasswordOptions): void {
  const { context, sessions, isTls, check } = options;
  app.put<{ Body: { readonly current: string; readonly password: string } }>(
    '/api/v1/session/password',
    {
      config: { role: 'read' },
      schema: {
        summary: 'change one’s own password; other sessions of the user end',
        tags: ['session'],
        body: {
          type: 'object',
          required: ['current', 'password'],
          additionalProperties: false,
          properties: { current: password, password },
        },
      },
    },
    async (request, reply) => {
      const id = sessionIdOf(request);
      const { web } = context.view.configuration();
      const { name } = (id === undefined ? undefined : sessions.userOf(id, web)) ?? noSession();
      const { body } = request;
      // Whoever finds a page left open must not make it their own.
      await check(request, reply, { name, password: body.current });
      checkWebPassword(body.password);
      const passwordHash = await hashPassword(body.password);
      const { configuration } = await context.commands.submit(
        (before) => setWebUser(before, { name, passwordHash }),
        { face: 'web', name },
        `web user set ${name} password`,
      );
      const user = configuration.web.users.find((one) => one.name === name);
      if (user) setSessionCookie(reply, sessions.open(user), isTls);
      return { ok: true };
    },
  );
}

function noSession(): never {
  throw new Refusal('E-NOT-ALLOWED', 'a token has no password: log in');
}
