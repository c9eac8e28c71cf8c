/**
 * Which methods a path takes: another one is told so, instead of that there is nothing (RFC 9110
 * §15.5.6).
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../domain/refusal.ts';

interface Path {
  readonly pieces: readonly string[];
  readonly methods: Set<string>;
}

/** To be called before the first route. */
export function answerUnknown(app: FastifyInstance): void {
  const paths = new Map<string, Path>();
  app.addHook('onRoute', ({ url, method }) => {
    const path = paths.get(url) ?? { pieces: url.split('/'), methods: new Set() };
    for (const one of [method].flat()) path.methods.add(one);
    paths.set(url, path);
  });
  app.setNotFoundHandler({}, (request: FastifyRequest, reply: FastifyReply) => {
    const pieces = (request.url.split('?')[0] ?? '').split('/');
    const fitting = [...paths.values()].filter((one) => fits(one.pieces, pieces));
    if (fitting.length === 0) throw new Refusal('E-NOT-FOUND', 'there is nothing here');
    const allowed = [...new Set(fitting.flatMap(({ methods }) => [...methods]))].join(', ');
    void reply.header('allow', allowed);
    throw new Refusal('E-METHOD', `this path takes ${allowed}`);
  });
}

function fits(pattern: readonly string[], pieces: readonly string[]): boolean {
  return (
    pattern.length === pieces.length &&
    pattern.every((piece, at) => piece.startsWith(':') || piece === pieces[at])
  );
}
