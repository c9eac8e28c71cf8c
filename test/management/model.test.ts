/** The model: every object once, and the same acts for every face. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Configuration } from '../../src/domain/configuration.ts';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { model, tableNamed, type Values } from '../../src/management/model.ts';
import { createFakeGateway } from '../support/fake-gateway.ts';

const parts = [...model.tables, ...model.logs, ...model.groups];

function twice(names: readonly string[]): readonly string[] {
  return names.filter((name, at) => names.indexOf(name) !== at);
}

function created(
  configuration: Configuration,
  table: string,
  name: string,
  values: Values,
): Configuration {
  const create = tableNamed(table).acts?.create;
  assert.ok(create);
  return create(configuration, name, values);
}

/** The row of a table as an object, read through the model. */
function rowOf(configuration: Configuration, table: string, name: string) {
  const { view } = createFakeGateway({ configuration });
  const row = tableNamed(table)
    .rows(view)
    .find((one) => one.name === name);
  assert.ok(row);
  return row;
}

test('every object has a name of its own in its table, and every table an index', () => {
  for (const part of parts) {
    assert.deepEqual(twice(part.objects.map(({ name }) => name)), [], part.name);
  }
  for (const table of [...model.tables, ...model.logs]) {
    const indexes = table.objects.filter(({ access }) => access === 'index');
    assert.equal(indexes.length, 1, table.name);
  }
});

test('what lists show are objects of the table', () => {
  for (const { name, objects, list, columns = [] } of [...model.tables, ...model.logs]) {
    const names = objects.map((object) => object.name);
    assert.deepEqual(
      [...list, ...columns].filter((one) => !names.includes(one)),
      [],
      name,
    );
  }
});

test('no two objects claim one place in SNMP or TR-069', () => {
  const descriptors = parts.flatMap(({ objects }) => objects.flatMap(({ snmp }) => snmp ?? []));
  assert.deepEqual(twice(descriptors), []);
  const paths = [...model.tables, ...model.logs].flatMap(({ tr104 = '', objects }) =>
    objects.flatMap((object) =>
      object.tr104 === undefined
        ? []
        : [object.tr104.includes('{i}') ? object.tr104 : `${tr104}${object.tr104}`],
    ),
  );
  assert.deepEqual(twice(paths), []);
});

test('structured facts are one line of text in SNMP, and have no place in TR-069', () => {
  const misplaced = parts
    .flatMap(({ objects }) => objects)
    .filter(({ type }) => type.kind === 'detail' || type.kind === 'details')
    .filter(({ tr104 }) => tr104 !== undefined);
  assert.deepEqual(misplaced, []);
});

test('every object of every row can be read', () => {
  const { view } = createFakeGateway({ configuration: filled() });
  for (const { name, objects, rows } of model.tables) {
    for (const row of rows(view)) {
      for (const object of objects) {
        assert.notEqual(row.get(object.name), undefined, `${name} ${object.name}`);
      }
    }
  }
  for (const { name, objects, row } of model.groups) {
    for (const object of objects) {
      assert.notEqual(row(view).get(object.name), undefined, `${name} ${object.name}`);
    }
  }
});

function filled(): Configuration {
  const steps: readonly (readonly [string, string, Values])[] = [
    ['prefix-replacements', 'out', { prefix: '*001', replacement: '04411' }],
    ['location-servers', 'east', { contact: 'sip.example.net:5070;transport=tcp', master: true }],
    ['location-servers', 'west', { host: '192.0.2.7', port: '0', transport: 'tls' }],
    ['proxy-servers', 'proxy', { contact: '[2001:db8::1]' }],
    ['ports', 'desk', { kind: 'sip', login: 'desk', password: 'planted', dialMask: '1' }],
    ['ports', 'soft1', { kind: 'soft', digitMap: 'xxx', prefixReplacements: ['out'] }],
    ['users', 'alice', { address: '200', areaCode: '030', ports: ['soft1', 'desk'] }],
    ['forwarding-rules', 'short', { address: '01', host: '192.0.2.9', priority: '3' }],
  ];
  return steps.reduce(
    (configuration, [table, name, values]) => created(configuration, table, name, values),
    emptyConfiguration,
  );
}

test('what was written at creation is what is read', () => {
  const configuration = filled();
  const west = rowOf(configuration, 'location-servers', 'west');
  assert.equal(west.get('contact'), '192.0.2.7;transport=tls');
  assert.equal(west.get('port'), 0);
  assert.equal(west.get('master'), false);
  const east = rowOf(configuration, 'location-servers', 'east');
  assert.equal(east.get('host'), 'sip.example.net');
  assert.equal(east.get('transport'), 'tcp');
  assert.equal(east.get('master'), true);
  const soft = rowOf(configuration, 'ports', 'soft1');
  assert.deepEqual(soft.get('prefixReplacements'), ['out']);
  assert.equal(soft.get('kind'), 'soft');
  const alice = rowOf(configuration, 'users', 'alice');
  assert.deepEqual(alice.get('ports'), ['soft1', 'desk']);
  assert.equal(alice.get('number'), '030200');
  assert.equal(rowOf(configuration, 'forwarding-rules', 'short').get('priority'), 3);
});

function eastContact(configuration: Configuration) {
  return rowOf(configuration, 'location-servers', 'east').get('contact');
}

test('a piece of a contact is written and the rest stays', () => {
  const before = filled();
  const set = tableNamed('location-servers').acts?.set;
  assert.ok(set);
  assert.equal(
    eastContact(set(before, 'east', { port: '5080' })),
    'sip.example.net:5080;transport=tcp',
  );
  assert.equal(eastContact(set(before, 'east', { port: '0' })), 'sip.example.net;transport=tcp');
  assert.equal(eastContact(set(before, 'east', { transport: 'udp' })), 'sip.example.net:5070');
  assert.equal(
    eastContact(set(before, 'east', { host: '2001:db8::2' })),
    '[2001:db8::2]:5070;transport=tcp',
  );
});

test('ports of a user are written whole: the rest is detached, the order kept', () => {
  const set = tableNamed('users').acts?.set;
  assert.ok(set);
  const next = set(filled(), 'alice', { ports: ['desk'] });
  assert.deepEqual(rowOf(next, 'users', 'alice').get('ports'), ['desk']);
  assert.throws(() => set(filled(), 'alice', { ports: ['nowhere'] }), { code: 'E-NOT-FOUND' });
});

test('the transport of a user belongs to its domain', () => {
  const set = tableNamed('users').acts?.set;
  assert.ok(set);
  const before = filled();
  assert.throws(() => set(before, 'alice', { transport: 'tls' }), { code: 'E-VALUE' });
  const next = set(before, 'alice', { transport: 'tls', domain: 'example.net' });
  assert.equal(rowOf(next, 'users', 'alice').get('transport'), 'tls');
  const kept = set(next, 'alice', { transport: 'tcp' });
  assert.equal(rowOf(kept, 'users', 'alice').get('domain'), 'example.net');
  assert.equal(rowOf(kept, 'users', 'alice').get('transport'), 'tcp');
});

test('secrets are written and never read', () => {
  const secrets = model.tables.flatMap((table) =>
    table.objects
      .filter(({ type }) => type.kind === 'secret')
      .map(({ name }) => [table, name] as const),
  );
  assert.equal(secrets.length, 2);
  const { view } = createFakeGateway({ configuration: filled() });
  for (const [table, name] of secrets) {
    for (const row of table.rows(view)) assert.equal(row.get(name), '');
  }
});

test('acts refuse what is unknown, what is read-only and what has the wrong shape', () => {
  const before = filled();
  const acts = tableNamed('users').acts;
  assert.ok(acts?.set && acts.create);
  const { set } = acts;
  assert.throws(() => set(before, 'alice', { colour: 'red' }), { code: 'E-OBJECT' });
  assert.throws(() => set(before, 'alice', { status: 'up' }), { code: 'E-READ-ONLY' });
  assert.throws(() => set(before, 'alice', { name: 'bob' }), { code: 'E-READ-ONLY' });
  assert.throws(() => set(before, 'alice', { enabled: 'yes' }), { code: 'E-VALUE' });
  assert.throws(() => set(before, 'alice', { login: true }), { code: 'E-VALUE' });
  assert.throws(() => set(before, 'alice', { ports: 'soft1' }), { code: 'E-VALUE' });
  assert.throws(() => tableNamed('ports').acts?.set?.(before, 'desk', { kind: 'soft' }), {
    code: 'E-READ-ONLY',
  });
});

test('parameters are read in their types and written in their texts', () => {
  const parameters = model.groups.find(({ name }) => name === 'parameters');
  assert.ok(parameters?.set);
  const next = parameters.set(emptyConfiguration, { registerExpires: '120', lanAuth: 'off' });
  const { view } = createFakeGateway({ configuration: next });
  assert.equal(parameters.row(view).get('registerExpires'), 120);
  assert.equal(parameters.row(view).get('lanAuth'), 'off');
  assert.throws(() => parameters.set?.(emptyConfiguration, { registerExpires: '1' }), {
    code: 'E-VALUE',
  });
});
