/** `/api/v1/profiles`: what is known of providers, looked at and made into servers. */
import type { FastifyInstance } from 'fastify';
import { commandLine } from '../../domain/command-line.ts';
import type { FaceContext } from '../face.ts';
import { appliedProfile, profileNamed, profileRow, profilesOf } from '../profiles.ts';
import { change, changeQuery, etagOf } from './change.ts';

interface Named {
  readonly Params: { readonly name: string };
}

interface Use {
  readonly as?: string;
  readonly account?: string;
  readonly user?: string;
  readonly numbers?: string;
}

const tags = ['profiles'];
const text = { type: 'string', minLength: 1, maxLength: 64 } as const;
const nameParam = { type: 'object', properties: { name: text } } as const;
const useBody = {
  type: 'object',
  additionalProperties: false,
  properties: {
    as: { ...text, description: 'what its servers are called; as the profile when left out' },
    account: { ...text, description: 'what stands for <account> in its hosts' },
    user: { ...text, description: 'who gets its domain' },
    numbers: { ...text, description: 'which called numbers go to a platform: a digit map' },
  },
} as const;

export function addProfiles(app: FastifyInstance, context: FaceContext): void {
  const { view } = context;
  app.get(
    '/api/v1/profiles',
    {
      config: { role: 'read' },
      schema: { summary: 'profiles of providers: those that come along, and your own', tags },
    },
    async (_request, reply) => {
      void reply.header('etag', etagOf(context));
      return (await profilesOf(view)).map(profileRow);
    },
  );
  app.get<Named>(
    '/api/v1/profiles/:name',
    {
      config: { role: 'read' },
      schema: {
        summary: 'everything of a profile, and the public pages behind it',
        tags,
        params: nameParam,
      },
    },
    async ({ params }, reply) => {
      void reply.header('etag', etagOf(context));
      return await profileNamed(view, params.name);
    },
  );
  addApply(app, context);
}

function addApply(app: FastifyInstance, context: FaceContext): void {
  app.post<Named & { Body: Use }>(
    '/api/v1/profiles/:name/apply',
    {
      config: { role: 'configure' },
      schema: {
        summary: 'make the servers of a provider: one revision, or nothing',
        tags,
        params: nameParam,
        querystring: changeQuery,
        body: useBody,
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const profile = await profileNamed(context.view, name);
      const { as = name, account, user, numbers } = request.body;
      let commands: readonly string[] = [];
      const tried = await change(context, request, reply, {
        summary: commandLine(
          ['voip', 'profile', 'apply', name],
          Object.entries({ as, account, user, numbers }),
        ),
        apply(before) {
          const applied = appliedProfile(before, profile, { as, account, user, numbers });
          commands = applied.commands;
          return applied.configuration;
        },
      });
      return tried ?? { revision: context.view.status().revision, commands };
    },
  );
}
