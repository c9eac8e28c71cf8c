/** `/api/v1/configuration` and `/api/v1/revisions`: what is, what was, and the way back. */
import type { FastifyInstance } from 'fastify';
import type { Configuration } from '../../domain/configuration.ts';
import type { FaceContext } from '../face.ts';
import { diffScripts } from '../script-diff.ts';
import { change, changeQuery, etagOf, scriptOf } from './change.ts';

interface Numbered {
  readonly Params: { readonly number: string };
}

const numberParam = {
  type: 'object',
  properties: { number: { type: 'string', pattern: '^[0-9]{1,9}$' } },
} as const;

const tags = ['configuration'];

function addReads(app: FastifyInstance, context: FaceContext): void {
  const { view, commands } = context;
  app.get(
    '/api/v1/configuration',
    {
      config: { role: 'read' },
      schema: { summary: 'the commands that recreate the configuration, without secrets', tags },
    },
    async (_request, reply) => {
      void reply.header('etag', etagOf(context));
      return { revision: view.status().revision, script: scriptOf(view.configuration()) };
    },
  );
  app.get(
    '/api/v1/revisions',
    { config: { role: 'read' }, schema: { summary: 'who changed what and when', tags } },
    async () => await commands.revisions(),
  );
  app.get<Numbered>(
    '/api/v1/revisions/:number',
    {
      config: { role: 'read' },
      schema: { summary: 'one revision as commands, without secrets', tags, params: numberParam },
    },
    async ({ params }) => {
      const number = Number(params.number);
      const configuration = await commands.revision(number);
      const known = (await commands.revisions()).find((one) => one.number === number);
      return { ...known, number, script: scriptOf(configuration) };
    },
  );
}

function addDiff(app: FastifyInstance, { view, commands }: FaceContext): void {
  app.get<Numbered & { Querystring: { readonly to?: string } }>(
    '/api/v1/revisions/:number/diff',
    {
      config: { role: 'read' },
      schema: {
        summary: 'from this revision to another, or to what is in force',
        tags,
        params: numberParam,
        querystring: {
          type: 'object',
          properties: { to: { type: 'string', pattern: '^[0-9]{1,9}$' } },
        },
      },
    },
    async ({ params, query }) => {
      const before = await commands.revision(Number(params.number));
      const after: Configuration =
        query.to === undefined ? view.configuration() : await commands.revision(Number(query.to));
      return { lines: diffScripts(scriptOf(before), scriptOf(after)) };
    },
  );
}

export function addRevisions(app: FastifyInstance, context: FaceContext): void {
  addReads(app, context);
  addDiff(app, context);
  app.post<Numbered>(
    '/api/v1/revisions/:number/rollback',
    {
      config: { role: 'configure' },
      schema: {
        summary: 'make a new revision that is as this one was',
        tags,
        params: numberParam,
        querystring: changeQuery,
      },
    },
    async (request, reply) => {
      const { number } = request.params;
      const configuration = await context.commands.revision(Number(number));
      const tried = await change(context, request, reply, {
        summary: `system config rollback ${number}`,
        apply: () => configuration,
      });
      return tried ?? { revision: context.view.status().revision };
    },
  );
}
