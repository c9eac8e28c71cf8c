/** `/api/v1/charts` and `…/life`: which state each life is in, and the way it came. */
import type { FastifyInstance } from 'fastify';
import { shown } from '../../domain/names.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Lives, Owner } from '../lives.ts';

const owners = {
  users: 'user',
  'location-servers': 'locationServer',
  'proxy-servers': 'proxyServer',
  ports: 'port',
} as const;

export function addLives(app: FastifyInstance, lives: Lives): void {
  app.get(
    '/api/v1/charts',
    {
      config: { role: 'read' },
      schema: { summary: 'the statechart of each kind of life', tags: ['lives'] },
    },
    async () => lives.charts(),
  );
  for (const [collection, kind] of Object.entries(owners)) {
    app.get<{ Params: { readonly name: string } }>(
      `/api/v1/${collection}/:name/life`,
      {
        config: { role: 'read' },
        schema: {
          summary: 'the states it is in now, and how it got there',
          tags: ['lives'],
          params: { type: 'object', properties: { name: { type: 'string', maxLength: 64 } } },
        },
      },
      async ({ params: { name } }) => {
        const owner: Owner = `${kind} ${name}`;
        const found = lives.of(owner);
        if (found.length === 0) {
          throw new Refusal('E-NOT-FOUND', `nothing lives for "${shown(name)}"`);
        }
        return found;
      },
    );
  }
}
