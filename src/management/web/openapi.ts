/** The OpenAPI 3.1 document, made from the routes: what is served is what is described. */
import type { FastifyInstance, RouteOptions } from 'fastify';
import { problemSchema, type Schema } from './schema.ts';

declare module 'fastify' {
  interface FastifySchema {
    summary?: string;
    tags?: readonly string[];
    /** A success that is no JSON. */
    produces?: string;
  }
}

/** A route as it is described. */
interface Described {
  readonly method: string;
  readonly path: string;
  readonly operation: Schema;
}

function propertiesOf(schema: unknown): readonly (readonly [string, unknown])[] {
  if (!(schema instanceof Object) || !('properties' in schema)) return [];
  return Object.entries(schema.properties ?? {});
}

function requiredOf(schema: unknown): readonly unknown[] {
  const isListed = schema instanceof Object && 'required' in schema;
  return isListed && Array.isArray(schema.required) ? schema.required : [];
}

function parametersOf(place: 'path' | 'query', schema: unknown): readonly Schema[] {
  return propertiesOf(schema).map(([name, one]) => ({
    name,
    in: place,
    required: place === 'path' || requiredOf(schema).includes(name),
    schema: one,
  }));
}

const ifMatch = {
  name: 'If-Match',
  in: 'header',
  required: false,
  schema: { type: 'string' },
  description: 'the ETag of the revision that the change was made on: 412 when it is stale',
} as const;

function successOf({ schema = {} }: RouteOptions): Schema {
  const { produces = 'application/json', response } = schema;
  const isListed = response instanceof Object && '200' in response;
  return {
    description: 'done',
    content: { [produces]: isListed ? { schema: response[200] } : {} },
  };
}

function operationOf(route: RouteOptions, method: string): Schema {
  const { schema = {}, config, url } = route;
  const { params, querystring, body, summary, tags } = schema;
  const isChange = config?.role === 'configure' && method !== 'GET';
  const name = url.replace(/^\/(api\/v1\/)?/, '').replace(/[^a-zA-Z0-9]+/g, '-');
  return {
    operationId: `${method.toLowerCase()}-${name}`,
    summary,
    tags,
    parameters: [
      ...parametersOf('path', params),
      ...parametersOf('query', querystring),
      ...(isChange ? [ifMatch] : []),
    ],
    ...(body instanceof Object && {
      requestBody: { required: true, content: { 'application/json': { schema: body } } },
    }),
    responses: {
      '2XX': successOf(route),
      default: { $ref: '#/components/responses/Problem' },
    },
    ...(config?.role === 'anyone'
      ? { security: [] }
      : { 'x-role': config?.role, security: [{ token: [] }, { session: [] }] }),
  };
}

const components = {
  securitySchemes: {
    token: { type: 'http', scheme: 'bearer' },
    session: { type: 'apiKey', in: 'cookie', name: 'offhook-session' },
  },
  responses: {
    Problem: {
      description: 'refused, with a code (RFC 9457)',
      content: { 'application/problem+json': { schema: problemSchema } },
    },
  },
} as const;

function documentOf(routes: readonly Described[], version: string): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const { method, path, operation } of routes) {
    const place = paths[path] ?? {};
    place[method.toLowerCase()] = operation;
    paths[path] = place;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Offhook',
      version,
      description: 'A voice gateway: lines, servers, calls, configuration.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components,
  };
}

/** Hears every route that is added after it. */
export function addOpenApi(app: FastifyInstance, version: () => string): void {
  const routes: Described[] = [];
  app.addHook('onRoute', (route) => {
    const isApi = route.url.startsWith('/api/') && route.url !== '/api/v1/openapi.json';
    for (const method of [route.method].flat()) {
      if (!isApi || method === 'HEAD') continue;
      const path = route.url.replace(/:([a-z]+)/g, '{$1}');
      routes.push({ method, path, operation: operationOf(route, method) });
    }
  });
  app.get('/api/v1/openapi.json', { config: { role: 'anyone' } }, async () =>
    documentOf(routes, version()),
  );
}
