/** A change asked over HTTP: on the revision the client knows, tried or done. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { checkConfiguration } from '../../domain/check-configuration.ts';
import type { Configuration } from '../../domain/configuration.ts';
import { Refusal } from '../../domain/refusal.ts';
import { toScript } from '../../domain/script.ts';
import type { FaceContext } from '../face.ts';
import { type DiffLine, diffScripts } from '../script-diff.ts';
import { authorOf } from './guard.ts';

/** In the query of every request that changes the configuration. */
export const changeQuery = {
  type: 'object',
  properties: {
    dryRun: {
      type: 'string',
      enum: ['true', 'false'],
      description: 'only say what would change, or why not',
    },
    confirmWithin: {
      type: 'string',
      pattern: '^[0-9]{1,4}$',
      description: 'minutes: unless confirmed by then, the configuration before comes back',
    },
  },
} as const;

export interface Change {
  readonly summary: string;
  readonly apply: (configuration: Configuration) => Configuration;
}

export interface DryRun {
  readonly dryRun: true;
  readonly changes: readonly DiffLine[];
}

export function etagOf({ view }: FaceContext): string {
  return `"${view.status().revision}"`;
}

/** Without secrets. */
export function scriptOf(configuration: Configuration): readonly string[] {
  return toScript(configuration, { secrets: false });
}

/** The lines that come and go, without those that stay. */
function changesBetween(before: Configuration, after: Configuration): readonly DiffLine[] {
  return diffScripts(scriptOf(before), scriptOf(after)).filter(({ sign }) => sign !== ' ');
}

function isDryRun({ query }: FastifyRequest): boolean {
  return (
    typeof query === 'object' && query !== null && 'dryRun' in query && query.dryRun === 'true'
  );
}

/** How long the change is on trial. */
function trialOf({ query }: FastifyRequest): { readonly minutes: number } | undefined {
  const isAsked = typeof query === 'object' && query !== null && 'confirmWithin' in query;
  return isAsked ? { minutes: Number(query.confirmWithin) } : undefined;
}

/** RFC 9110 §13.1.1: the revision that the client has seen; `*` and nothing name any. */
function checkRevision(request: FastifyRequest, context: FaceContext): void {
  const asked = request.headers['if-match'];
  if (asked === undefined || asked === '*') return;
  const now = etagOf(context);
  if (!asked.split(',').some((tag) => tag.trim() === now)) {
    throw new Refusal('E-STALE', `the configuration is at revision ${now} by now`);
  }
}

/** Resolves with what a dry run found; with nothing once the change is durable and in force. */
export async function change(
  context: FaceContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { summary, apply }: Change,
): Promise<DryRun | undefined> {
  const { view, commands } = context;
  if (isDryRun(request)) {
    checkRevision(request, context);
    const before = view.configuration();
    const after = apply(before);
    checkConfiguration(after);
    void reply.header('etag', etagOf(context));
    return { dryRun: true, changes: changesBetween(before, after) };
  }
  const { number } = await commands.submit(
    (configuration) => {
      // Asked here, when it is this change's turn: nothing can come in between.
      checkRevision(request, context);
      return apply(configuration);
    },
    authorOf(request),
    summary,
    trialOf(request),
  );
  void reply.header('etag', `"${number}"`);
  return undefined;
}
