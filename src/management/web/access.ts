/** `/api/v1/web-users`, `/api/v1/web-tokens`: who may use the face. Passwords go in, never out. */
import type { FastifyInstance } from 'fastify';
import type { WebRole } from '../../domain/configuration.ts';
import { checkWebPassword } from '../../domain/web-password.ts';
import { parseRole } from '../../domain/web-role.ts';
import {
  createWebToken,
  createWebUser,
  deleteWebToken,
  deleteWebUser,
  setWebUser,
} from '../../domain/web-users.ts';
import { createToken, hashPassword } from '../credentials.ts';
import type { FaceContext } from '../face.ts';
import { change, changeQuery } from './change.ts';

const name = { type: 'string', minLength: 1, maxLength: 16 } as const;
const role = { type: 'string', examples: ['read', 'operate', 'configure'] } as const;
const password = { type: 'string', maxLength: 128, writeOnly: true } as const;
const params = { type: 'object', properties: { name } } as const;

interface Named {
  readonly Params: { readonly name: string };
}

interface UserBody {
  readonly name: string;
  readonly role: string;
  readonly password: string;
}

async function passwordHash(text: string): Promise<string> {
  checkWebPassword(text);
  return await hashPassword(text);
}

const userTags = ['web-users'];

function addUsers(app: FastifyInstance, context: FaceContext): void {
  app.get(
    '/api/v1/web-users',
    { config: { role: 'configure' }, schema: { summary: 'who may log in', tags: userTags } },
    async () => context.view.configuration().web.users.map(publicUser),
  );
  app.post<{ Body: UserBody }>(
    '/api/v1/web-users',
    {
      config: { role: 'configure' },
      schema: {
        summary: 'let somebody log in',
        tags: userTags,
        querystring: changeQuery,
        body: {
          type: 'object',
          required: ['name', 'role', 'password'],
          additionalProperties: false,
          properties: { name, role, password },
        },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const user = {
        name: body.name,
        role: parseRole(body.role),
        passwordHash: await passwordHash(body.password),
      };
      const tried = await change(context, request, reply, {
        summary: `web user create ${user.name} role ${user.role}`,
        apply: (configuration) => createWebUser(configuration, user),
      });
      return tried ?? reply.status(201).send(publicUser(user));
    },
  );
}

function addUserChange(app: FastifyInstance, context: FaceContext): void {
  app.patch<Named & { Body: Partial<UserBody> }>(
    '/api/v1/web-users/:name',
    {
      config: { role: 'configure' },
      schema: {
        summary: 'change a role or a password; sessions of the user end',
        tags: userTags,
        params,
        querystring: changeQuery,
        body: { type: 'object', additionalProperties: false, properties: { role, password } },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const fields = {
        name: request.params.name,
        ...(body.role !== undefined && { role: parseRole(body.role) }),
        ...(body.password !== undefined && { passwordHash: await passwordHash(body.password) }),
      };
      const tried = await change(context, request, reply, {
        summary: `web user set ${fields.name} ${Object.keys(body).join(' ')}`,
        apply: (configuration) => setWebUser(configuration, fields),
      });
      return tried ?? { ok: true };
    },
  );
}

function publicUser(user: { readonly name: string; readonly role: WebRole }) {
  return { name: user.name, role: user.role };
}

function addTokens(app: FastifyInstance, context: FaceContext): void {
  const tags = ['web-tokens'];
  app.get(
    '/api/v1/web-tokens',
    { config: { role: 'configure' }, schema: { summary: 'tokens of programs', tags } },
    async () => context.view.configuration().web.tokens.map(publicToken),
  );
  app.post<{ Body: { readonly name: string; readonly scope: string } }>(
    '/api/v1/web-tokens',
    {
      config: { role: 'configure' },
      schema: {
        summary: 'make a token; the answer shows it, this once',
        tags,
        querystring: changeQuery,
        body: {
          type: 'object',
          required: ['name', 'scope'],
          additionalProperties: false,
          properties: { name, scope: role },
        },
      },
    },
    async (request, reply) => {
      const { token, hash } = createToken();
      const { name: ofToken } = request.body;
      const scope = parseRole(request.body.scope);
      const tried = await change(context, request, reply, {
        summary: `web token create ${ofToken} scope ${scope}`,
        apply: (configuration) => createWebToken(configuration, { name: ofToken, scope, hash }),
      });
      return tried ?? reply.status(201).send({ name: ofToken, scope, token });
    },
  );
}

function publicToken(token: { readonly name: string; readonly scope: WebRole }) {
  return { name: token.name, scope: token.scope };
}

export function addAccess(app: FastifyInstance, context: FaceContext): void {
  addUsers(app, context);
  addUserChange(app, context);
  addTokens(app, context);
  const removals = [
    ['web-users', 'web user', deleteWebUser],
    ['web-tokens', 'web token', deleteWebToken],
  ] as const;
  for (const [collection, title, remove] of removals) {
    app.delete<Named>(
      `/api/v1/${collection}/:name`,
      {
        config: { role: 'configure' },
        schema: {
          summary: `delete a ${title}`,
          tags: [collection],
          params,
          querystring: changeQuery,
        },
      },
      async (request, reply) => {
        const { name: gone } = request.params;
        const tried = await change(context, request, reply, {
          summary: `${title} delete ${gone}`,
          apply: (configuration) => remove(configuration, gone),
        });
        return tried ?? reply.status(204).send();
      },
    );
  }
}
