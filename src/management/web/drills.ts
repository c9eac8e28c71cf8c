/** `/api/v1/drills` and `/api/v1/drill-schedule`: drills ordered, looked at, held by the clock. */
import type { FastifyInstance } from 'fastify';
import type { DrillOrder } from '../../domain/drill.ts';
import { timeOfDrill } from '../../domain/drill-schedule.ts';
import { find } from '../../domain/names.ts';
import type { FaceContext } from '../face.ts';

interface Named {
  readonly Params: { readonly name: string };
}

interface Ordered {
  readonly server: string;
  readonly seconds: number;
  readonly line?: string;
}

interface Scheduled extends Ordered {
  readonly name: string;
  readonly daily?: string;
  readonly everyHours?: number;
}

const tags = ['drills'];
const name = { type: 'string', minLength: 1, maxLength: 64 } as const;
const nameParam = { type: 'object', properties: { name } } as const;
const order = {
  server: name,
  seconds: { type: 'integer', minimum: 1, maximum: 3600 },
  line: { ...name, description: 'live for this user; without it a shadow drill' },
} as const;
const orderBody = {
  type: 'object',
  required: ['server', 'seconds'],
  additionalProperties: false,
  properties: order,
} as const;
const scheduleBody = {
  type: 'object',
  required: ['name', 'server', 'seconds'],
  additionalProperties: false,
  properties: {
    ...order,
    name,
    daily: { type: 'string', maxLength: 5, description: 'hh:mm, UTC' },
    everyHours: { type: 'integer', minimum: 1, maximum: 8760 },
  },
} as const;

function orderOf({ server, seconds, line }: Ordered): DrillOrder {
  return { server, seconds, line };
}

export function addDrills(app: FastifyInstance, context: FaceContext): void {
  const { view, commands } = context;
  const read = (summary: string) => ({
    config: { role: 'read' as const },
    schema: { summary, tags },
  });
  app.get('/api/v1/drills', read('the newest drills'), async () => view.drills());
  app.get<Named>(
    '/api/v1/drills/:name',
    {
      config: { role: 'read' },
      schema: { summary: 'one drill', tags, params: nameParam },
    },
    async ({ params }) => find(view.drills(), params.name, 'drill'),
  );
  app.post<{ Body: Ordered }>(
    '/api/v1/drills',
    {
      config: { role: 'operate' },
      schema: {
        summary: 'take a server away: in a simulated world, or live for one line',
        tags,
        body: orderBody,
      },
    },
    async ({ body }, reply) => {
      const report = await commands.drills.start(orderOf(body));
      void reply.status(201).header('location', `/api/v1/drills/${report.name}`);
      return report;
    },
  );
  app.post<Named>(
    '/api/v1/drills/:name/stop',
    {
      config: { role: 'operate' },
      schema: { summary: 'end a drill that runs', tags, params: nameParam },
    },
    async ({ params }) => {
      commands.drills.stop(params.name);
      return { ok: true };
    },
  );
  addSchedule(app, context);
}

function addSchedule(app: FastifyInstance, { view, commands }: FaceContext): void {
  app.get(
    '/api/v1/drill-schedule',
    { config: { role: 'read' }, schema: { summary: 'drills that are held by the clock', tags } },
    async () => view.scheduledDrills(),
  );
  app.post<{ Body: Scheduled }>(
    '/api/v1/drill-schedule',
    {
      config: { role: 'configure' },
      schema: { summary: 'hold a drill daily or every so many hours', tags, body: scheduleBody },
    },
    async ({ body }, reply) => {
      const time = timeOfDrill(body.daily, body.everyHours?.toString());
      await commands.drills.schedule({ ...orderOf(body), name: body.name, time });
      void reply.status(201);
      return find(view.scheduledDrills(), body.name, 'scheduled drill');
    },
  );
  app.delete<Named>(
    '/api/v1/drill-schedule/:name',
    {
      config: { role: 'configure' },
      schema: { summary: 'hold a drill by the clock no longer', tags, params: nameParam },
    },
    async ({ params }) => {
      await commands.drills.unschedule(params.name);
      return { ok: true };
    },
  );
}
