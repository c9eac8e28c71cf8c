/** Acts that change no configuration: soft ports, calls, registration, and what a call would do. */
import type { FastifyInstance } from 'fastify';
import type { Operations } from '../commands.ts';
import type { FaceContext } from '../face.ts';

interface Named {
  readonly Params: { readonly name: string };
}

const nameParam = {
  type: 'object',
  properties: { name: { type: 'string', maxLength: 64 } },
} as const;

const digits = {
  type: 'string',
  minLength: 1,
  maxLength: 64,
  pattern: '^[0-9A-Da-d*#]+$',
} as const;

type Act = (commands: Operations, name: string) => void;

const acts: readonly (readonly [path: string, tag: string, summary: string, act: Act])[] = [
  [
    'ports/:name/offhook',
    'ports',
    'lift the handset of a soft port: dial tone, or answer when it rings',
    (commands, name) => commands.offHook(name),
  ],
  [
    'ports/:name/onhook',
    'ports',
    'put the handset of a soft port down: ends the call',
    (commands, name) => commands.onHook(name),
  ],
  [
    'ports/:name/answer',
    'ports',
    'answer a ringing soft port',
    (commands, name) => commands.answer(name),
  ],
  ['calls/:name/release', 'calls', 'end a call', (commands, name) => commands.releaseCall(name)],
  [
    'users/:name/register',
    'users',
    'start a registration round of a line at once',
    (commands, name) => commands.retryRegistration(name),
  ],
];

export function addActions(app: FastifyInstance, { commands }: FaceContext): void {
  for (const [path, tag, summary, act] of acts) {
    app.post<Named>(
      `/api/v1/${path}`,
      { config: { role: 'operate' }, schema: { summary, tags: [tag], params: nameParam } },
      async ({ params }) => {
        act(commands, params.name);
        return { ok: true };
      },
    );
  }

  app.post<Named & { Body: { readonly digits: string } }>(
    '/api/v1/ports/:name/dial',
    {
      config: { role: 'operate' },
      schema: {
        summary: 'dial digits on a soft port; one on the hook is lifted first',
        tags: ['ports'],
        params: nameParam,
        body: {
          type: 'object',
          required: ['digits'],
          additionalProperties: false,
          properties: { digits },
        },
      },
    },
    async ({ params, body }) => {
      commands.dial(params.name, body.digits);
      return { ok: true };
    },
  );

  app.post<Named & { Body: { readonly key?: string } }>(
    '/api/v1/ports/:name/flash',
    {
      config: { role: 'operate' },
      schema: {
        summary: 'tap the hook of a soft port; with two calls the key 0, 1, 2 or 3 says what for',
        tags: ['ports'],
        params: nameParam,
        body: {
          type: 'object',
          additionalProperties: false,
          properties: { key: { type: 'string', pattern: '^[0-3]$' } },
        },
      },
    },
    async ({ params, body }) => {
      commands.flash(params.name, body.key);
      return { ok: true };
    },
  );
}

/** What only looks. */
export function addLooks(app: FastifyInstance, { view }: FaceContext): void {
  app.get<Named>(
    '/api/v1/calls/:name/media',
    {
      config: { role: 'read' },
      schema: {
        summary: 'what has arrived of each party so far: packets, loss, jitter, how it sounds',
        tags: ['calls'],
        params: nameParam,
      },
    },
    async ({ params }) => (await view.callMedia(params.name)) ?? { a: null, b: null },
  );

  app.get<{ Querystring: { readonly from: string; readonly digits: string } }>(
    '/api/v1/what-if',
    {
      config: { role: 'read' },
      schema: {
        summary: 'which route a call would take now, without placing it',
        tags: ['calls'],
        querystring: {
          type: 'object',
          required: ['from', 'digits'],
          properties: { from: { type: 'string', minLength: 1, maxLength: 64 }, digits },
        },
      },
    },
    async ({ query }) => view.whatIf(query.from, query.digits),
  );
}
