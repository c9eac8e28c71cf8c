/** `/api/v1/<table>`: every table of the model as a collection, changed where it may be. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { shown } from '../../domain/names.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { FaceContext } from '../face.ts';
import type { ManagedTable, Values } from '../model.ts';
import { change, changeQuery, type DryRun, etagOf } from './change.ts';
import {
  type Body,
  type JsonRow,
  rowJson,
  valuesOf,
  withInitials,
  withoutReadOnly,
} from './projection.ts';
import { bodySchema, rowSchema, type Schema } from './schema.ts';

interface Named {
  readonly Params: { readonly name: string };
  readonly Body: Body;
}

type Act = 'create' | 'set' | 'replace' | 'remove';

const nameParam = {
  type: 'object',
  properties: { name: { type: 'string', maxLength: 64 } },
} as const;

function indexOf({ objects }: ManagedTable): string {
  return objects.find(({ access }) => access === 'index')?.name ?? 'name';
}

function findRow({ view }: FaceContext, table: ManagedTable, name: string): JsonRow | undefined {
  const row = table.rows(view).find((one) => one.name === name);
  return row && rowJson(table.objects, row);
}

function rowNamed(context: FaceContext, table: ManagedTable, name: string): JsonRow {
  const row = findRow(context, table, name);
  if (!row) throw new Refusal('E-NOT-FOUND', `there is no ${table.title} "${shown(name)}"`);
  return row;
}

/** The path names the row; a body that was read with it may say so too. */
function checkNamed(table: ManagedTable, name: string, body: Body): void {
  const { [indexOf(table)]: said = name } = body;
  if (said === name) return;
  throw new Refusal('E-READ-ONLY', `the path names "${shown(name)}", the body another`);
}

/** What the act needs that the table may lack. */
function actOf<Kind extends 'create' | 'set' | 'remove'>(table: ManagedTable, kind: Kind) {
  const act = table.acts?.[kind];
  if (!act) throw new Refusal('E-METHOD', `a ${table.title} cannot be changed like this`);
  return act;
}

/** For the revision log, as if typed; the values may hold secrets and stay out. */
function summaryOf(table: ManagedTable, word: string, name: string, values: Values = {}): string {
  return [...table.cli, word, name, ...Object.keys(values)].join(' ');
}

async function answer(
  context: FaceContext,
  table: ManagedTable,
  reply: FastifyReply,
  { name, tried, isNew }: { name: string; tried: DryRun | undefined; isNew: boolean },
): Promise<JsonRow | DryRun> {
  if (tried) return tried;
  if (isNew) void reply.status(201).header('location', `/api/v1/${table.name}/${name}`);
  return rowNamed(context, table, name);
}

function addReads(app: FastifyInstance, context: FaceContext, table: ManagedTable): void {
  const { name, title, help, objects } = table;
  const row = rowSchema(objects);
  app.get(
    `/api/v1/${name}`,
    {
      config: { role: 'read' },
      schema: {
        summary: help,
        tags: [name],
        response: { 200: { type: 'array', items: row } },
      },
    },
    async (_request, reply) => {
      void reply.header('etag', etagOf(context));
      return table.rows(context.view).map((one) => rowJson(objects, one));
    },
  );
  app.get<Named>(
    `/api/v1/${name}/:name`,
    {
      config: { role: 'read' },
      schema: { summary: `one ${title}`, tags: [name], params: nameParam, response: { 200: row } },
    },
    async (request, reply) => {
      void reply.header('etag', etagOf(context));
      return rowNamed(context, table, request.params.name);
    },
  );
}

function schemaOf(table: ManagedTable, act: Act, extra: Schema): Schema {
  const { name, title, objects, acts } = table;
  const replace = acts?.create ? 'replace or add' : 'replace';
  const words = { create: 'add', set: 'change', replace, remove: 'delete' };
  const article = /^[aeio]/.test(title) ? 'an' : 'a';
  return {
    summary: `${words[act]} ${article} ${title}`,
    tags: [name],
    querystring: changeQuery,
    ...(act !== 'create' && { params: nameParam }),
    ...(act !== 'remove' && { response: { 200: rowSchema(objects) } }),
    ...extra,
  };
}

function addCreate(app: FastifyInstance, context: FaceContext, table: ManagedTable): void {
  const { objects } = table;
  const index = indexOf(table);
  const body = bodySchema(objects, true);
  app.post<Named>(
    `/api/v1/${table.name}`,
    { config: { role: 'configure' }, schema: schemaOf(table, 'create', { body }) },
    async (request, reply) => {
      const name = request.body[index];
      if (typeof name !== 'string') throw new Refusal('E-NAME', `${index} is missing`);
      const values = valuesOf(objects, request.body, undefined);
      const create = actOf(table, 'create');
      const tried = await change(context, request, reply, {
        summary: summaryOf(table, 'create', name, values),
        apply: (configuration) => create(configuration, name, values),
      });
      return await answer(context, table, reply, { name, tried, isNew: true });
    },
  );
}

/** PATCH changes what is said. PUT gives initial values to what is not, and makes a new row. */
function addSet(
  app: FastifyInstance,
  context: FaceContext,
  table: ManagedTable,
  isWhole: boolean,
): void {
  const { objects } = table;
  async function set(request: FastifyRequest<Named>, reply: FastifyReply) {
    const { name } = request.params;
    const before = findRow(context, table, name);
    const { body } = request;
    checkNamed(table, name, body);
    if (!before && !isWhole) rowNamed(context, table, name);
    const whole = before ? withInitials(objects, body) : body;
    const values = valuesOf(objects, isWhole ? withoutReadOnly(objects, whole) : body, before);
    const write = actOf(table, before ? 'set' : 'create');
    const tried = await change(context, request, reply, {
      summary: summaryOf(table, before ? 'set' : 'create', name, values),
      apply: (configuration) => write(configuration, name, values),
    });
    return await answer(context, table, reply, { name, tried, isNew: !before });
  }
  const schema = schemaOf(table, isWhole ? 'replace' : 'set', {
    body: bodySchema(objects, isWhole),
  });
  const options = { config: { role: 'configure' as const }, schema };
  if (isWhole) app.put<Named>(`/api/v1/${table.name}/:name`, options, set);
  else app.patch<Named>(`/api/v1/${table.name}/:name`, options, set);
}

function addRemove(app: FastifyInstance, context: FaceContext, table: ManagedTable): void {
  app.delete<Named>(
    `/api/v1/${table.name}/:name`,
    { config: { role: 'configure' }, schema: schemaOf(table, 'remove', {}) },
    async (request, reply) => {
      const { name } = request.params;
      rowNamed(context, table, name);
      const remove = actOf(table, 'remove');
      const tried = await change(context, request, reply, {
        summary: summaryOf(table, 'delete', name),
        apply: (configuration) => remove(configuration, name),
      });
      return tried ?? reply.status(204).send();
    },
  );
}

export function addTable(app: FastifyInstance, context: FaceContext, table: ManagedTable): void {
  const { acts } = table;
  addReads(app, context, table);
  if (acts?.create) addCreate(app, context, table);
  if (acts?.set) addSet(app, context, table, false);
  if (acts?.set) addSet(app, context, table, true);
  if (acts?.remove) addRemove(app, context, table);
}
