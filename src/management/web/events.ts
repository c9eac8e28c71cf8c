/** `/api/v1/events`: the event log as a list, or as a stream that can be resumed without loss. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LoggedEvent } from '../events.ts';
import { explain } from '../explain.ts';
import type { FaceContext } from '../face.ts';
import { limits } from './limits.ts';
import { type Changes, type Live } from './live.ts';
import { TooMany } from './problem.ts';
import type { Viewer, Viewers } from './viewers.ts';

interface EventsRequest {
  readonly Querystring: {
    readonly after?: string;
    readonly limit?: string;
    readonly code?: string;
    readonly subject?: string;
    readonly state?: string;
  };
}

const querystring = {
  type: 'object',
  properties: {
    after: {
      type: 'string',
      pattern: '^[0-9]{1,15}$',
      description: 'only events with a higher number',
    },
    limit: {
      type: 'string',
      pattern: '^[0-9]{1,4}$',
      description: 'this many, 100: the newest, or with `after` the first behind it',
    },
    code: { type: 'string', maxLength: 64 },
    subject: { type: 'string', maxLength: 64, description: 'the name of a user, server, call …' },
    state: {
      type: 'string',
      enum: ['true', 'false'],
      description: 'in a stream: also `state`, what is now, and `change`, what changes',
    },
  },
} as const;

export interface EventsOptions {
  readonly context: FaceContext;
  readonly live: Live;
  readonly viewers: Viewers;
}

/** The number that a client has seen last. A new viewer sees what happens from now on. */
function resumesAfter({ headers, query }: FastifyRequest<EventsRequest>): number | undefined {
  const text = headers['last-event-id'] ?? query.after;
  const number = Number(text);
  return text !== undefined && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** Sends stored events first; what happens meanwhile waits, and nothing is sent twice. */
async function sendEvents(
  { events }: FaceContext,
  viewer: Viewer,
  after: number | undefined,
): Promise<() => void> {
  let sent = after ?? 0;
  let waiting: LoggedEvent[] | undefined = [];
  const send = (event: LoggedEvent) => {
    if (event.number <= sent) return;
    sent = event.number;
    viewer.send('event', JSON.stringify(event), event.number);
  };
  const stop = events.subscribe((event) => {
    if (waiting) waiting.push(event);
    else send(event);
  });
  // Page by page, until what happens is what waits.
  let isMore = after !== undefined;
  while (isMore && viewer.isOpen()) {
    const page = await events.query({ after: sent, limit: limits.eventsPerQuery });
    for (const event of page) send(event);
    isMore = page.length === limits.eventsPerQuery;
  }
  for (const event of waiting) send(event);
  waiting = undefined;
  return stop;
}

function sendState(live: Live, viewer: Viewer): () => void {
  viewer.send('state', JSON.stringify(live.whole()));
  return live.subscribe(changesSender(viewer));
}

/** The text of one change is the same for all viewers: made once. */
const texts = new WeakMap<readonly Changes[], string>();

function changesSender(viewer: Viewer): (changes: readonly Changes[]) => void {
  return (changes) => {
    const text = texts.get(changes) ?? JSON.stringify(changes);
    texts.set(changes, text);
    viewer.send('change', text);
  };
}

function headersOf(reply: FastifyReply): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]),
  );
}

async function stream(
  { context, live, viewers }: EventsOptions,
  request: FastifyRequest<EventsRequest>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const stops: (() => void)[] = [];
  let isGone = false;
  const viewer = viewers.open(reply.raw, headersOf(reply), () => {
    isGone = true;
    for (const stop of stops) stop();
  });
  if (!viewer) throw new TooMany(10);
  void reply.hijack();
  if (request.query.state === 'true') stops.push(sendState(live, viewer));
  stops.push(await sendEvents(context, viewer, resumesAfter(request)));
  if (isGone) for (const stop of stops) stop();
  return reply;
}

export function addEvents(app: FastifyInstance, options: EventsOptions): void {
  const { events } = options.context;
  app.get<EventsRequest>(
    '/api/v1/events',
    {
      config: { role: 'read' },
      schema: {
        summary:
          'events; with "Accept: text/event-stream" as they happen, resumed by Last-Event-ID',
        tags: ['events'],
        querystring,
      },
    },
    async (request, reply) => {
      if (request.headers.accept?.includes('text/event-stream')) {
        return await stream(options, request, reply);
      }
      const { after, limit = '100', code, subject } = request.query;
      return await events.query({
        limit: Math.min(Number(limit), limits.eventsPerQuery),
        ...(after !== undefined && { after: Number(after) }),
        ...(code !== undefined && { code }),
        ...(subject !== undefined && { subject }),
      });
    },
  );
  app.get<{ Params: { readonly code: string } }>(
    '/api/v1/explain/:code',
    {
      config: { role: 'read' },
      schema: {
        summary: 'what a code of an event or a refusal means, and what to do',
        tags: ['events'],
        params: { type: 'object', properties: { code: { type: 'string', maxLength: 64 } } },
      },
    },
    async ({ params }) => explain(params.code),
  );
}
