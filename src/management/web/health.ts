/** `/healthz`, `/readyz` and `/metrics`: for programs that watch the gateway. */
import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../domain/refusal.ts';
import { maySeeMetrics } from '../credentials.ts';
import type { FaceContext } from '../face.ts';

/** Whoever serves metrics; a face of its own. */
export interface MetricsSource {
  expose(
    accept: string | undefined,
  ): Promise<{ readonly contentType: string; readonly body: string }>;
}

export function addHealth(
  app: FastifyInstance,
  { view }: FaceContext,
  metrics: MetricsSource | undefined,
): void {
  const config = { role: 'anyone' } as const;
  app.get('/healthz', { config }, async () => ({ status: 'ok' }));
  app.get('/readyz', { config }, async (_request, reply) => {
    const { state } = view.status();
    return reply.status(state === 'running' ? 200 : 503).send({ state });
  });
  if (!metrics) return;
  app.get('/metrics', { config }, async (request, reply) => {
    const { ip, headers } = request;
    if (!maySeeMetrics(view.configuration().web, ip, headers.authorization)) {
      throw new Refusal('E-NOT-AUTHENTICATED', 'from elsewhere a token with scope read is needed');
    }
    const { contentType, body } = await metrics.expose(headers.accept);
    return reply.type(contentType).send(body);
  });
}
