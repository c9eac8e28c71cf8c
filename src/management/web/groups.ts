/** `/api/v1/<group>` and the logs: scalars of the model, and its tables that only grow. */
import type { FastifyInstance } from 'fastify';
import type { FaceContext } from '../face.ts';
import type { ManagedGroup, ManagedLog } from '../model.ts';
import { change, changeQuery, etagOf } from './change.ts';
import { limits } from './limits.ts';
import { type Body, rowJson, valuesOf } from './projection.ts';
import { bodySchema, rowSchema } from './schema.ts';

export function addGroup(app: FastifyInstance, context: FaceContext, group: ManagedGroup): void {
  const { name, help, objects, set } = group;
  const read = () => rowJson(objects, group.row(context.view));
  const response = { 200: rowSchema(objects) };
  app.get(
    `/api/v1/${name}`,
    { config: { role: 'read' }, schema: { summary: help, tags: [name], response } },
    async (_request, reply) => {
      void reply.header('etag', etagOf(context));
      return read();
    },
  );
  if (!set) return;
  app.patch<{ Body: Body }>(
    `/api/v1/${name}`,
    {
      config: { role: 'configure' },
      schema: {
        summary: `change ${name}`,
        tags: [name],
        querystring: changeQuery,
        body: bodySchema(objects, false),
        response,
      },
    },
    async (request, reply) => {
      const values = valuesOf(objects, request.body, read());
      const tried = await change(context, request, reply, {
        summary: `${name} set ${Object.keys(values).join(' ')}`,
        apply: (configuration) => set(configuration, values),
      });
      return tried ?? read();
    },
  );
}

const countQuery = {
  type: 'object',
  properties: {
    count: { type: 'string', pattern: '^[0-9]{1,4}$', description: 'newest this many; 100' },
  },
} as const;

export function addLog(app: FastifyInstance, context: FaceContext, log: ManagedLog): void {
  const { name, help, objects } = log;
  app.get<{ Querystring: { readonly count?: string } }>(
    `/api/v1/${name}`,
    {
      config: { role: 'read' },
      schema: {
        summary: help,
        tags: [name],
        querystring: countQuery,
        response: { 200: { type: 'array', items: rowSchema(objects) } },
      },
    },
    async ({ query }) => {
      const count = Math.min(Number(query.count ?? 100), limits.recordsPerQuery);
      return (await log.newest(context.view, count)).map((row) => rowJson(objects, row));
    },
  );
}
