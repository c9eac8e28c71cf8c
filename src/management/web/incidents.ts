/** `/api/v1/incidents/<name>`: what a line or a call was told and decided, as a zip. */
import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../domain/refusal.ts';
import type { FaceContext } from '../face.ts';

interface Named {
  readonly Params: { readonly name: string };
}

export function addIncidents(app: FastifyInstance, { view }: FaceContext): void {
  app.get<Named>(
    '/api/v1/incidents/:name',
    {
      config: { role: 'configure' },
      schema: {
        summary: 'of a user, or of a call by its id: a zip for "offhook replay", secrets left out',
        tags: ['traces'],
        params: { type: 'object', properties: { name: { type: 'string', maxLength: 64 } } },
        produces: 'application/zip',
      },
    },
    async ({ params: { name } }, reply) => {
      if (!view.incident) throw new Refusal('E-NOT-FOUND', 'this gateway records nothing');
      const zip = await view.incident(name);
      const file = `incident-${name.replace(/[^\w-]/g, '_')}.zip`;
      return await reply
        .type('application/zip')
        .header('content-disposition', `attachment; filename="${file}"`)
        .send(Buffer.from(zip));
    },
  );
}
