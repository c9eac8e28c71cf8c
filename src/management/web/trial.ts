/** `/api/v1/trial`: a configuration that goes back by itself unless it is confirmed. */
import type { FastifyInstance } from 'fastify';
import type { FaceContext } from '../face.ts';
import { authorOf } from './guard.ts';

const tags = ['trial'];
const config = { role: 'configure' } as const;

export function addTrial(app: FastifyInstance, { view, commands }: FaceContext): void {
  app.get(
    '/api/v1/trial',
    {
      config: { role: 'read' },
      schema: { summary: 'the revision that comes back, and when; null: none does', tags },
    },
    async () => view.status().trial ?? { revision: null, confirmBy: null },
  );
  app.post<{ Body: { readonly minutes: number } }>(
    '/api/v1/trial',
    {
      config,
      schema: {
        summary: 'put what is changed from now on on trial; again: give it more time',
        tags,
        body: {
          type: 'object',
          required: ['minutes'],
          additionalProperties: false,
          properties: { minutes: { type: 'integer', minimum: 1, maximum: 1440 } },
        },
      },
    },
    async (request, reply) => {
      const trial = await commands.commitConfirmed(request.body.minutes, authorOf(request));
      return await reply.status(201).send(trial);
    },
  );
  const acts = [
    ['confirm', 'keep what was changed on trial'],
    ['revert', 'go back at once to what was in force before the trial'],
  ] as const;
  for (const [act, summary] of acts) {
    app.post(`/api/v1/trial/${act}`, { config, schema: { summary, tags } }, async (request) => {
      await commands[act](authorOf(request));
      return { ok: true };
    });
  }
}
