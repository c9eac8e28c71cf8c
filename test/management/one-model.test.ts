/**
 * One model, five faces: for one snapshot every face has the same value of the same object. ADR 5
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begunDrill, type DrillReport } from '../../src/domain/drill-report.ts';
import { allCommands } from '../../src/management/cli/all-commands.ts';
import { createSession } from '../../src/management/cli/session.ts';
import { createMetrics } from '../../src/management/metrics/exposition.ts';
import {
  type ManagedObject,
  type ManagedRow,
  model,
  type Value,
} from '../../src/management/model.ts';
import { mibObject, type Syntax } from '../../src/management/snmp/mib.ts';
import type { FakeGateway } from '../support/fake-gateway.ts';
import { createSample, sampleConfiguration, voice } from './cwmp/sample.ts';
import { openStore } from './snmp/store-world.ts';
import { serveFace } from './web/serve.ts';

const at = '2026-01-01T00:00:00.000Z';

const drilled: DrillReport = {
  ...begunDrill({ server: 'east', seconds: 60, line: 'u1' }, '4', at),
  state: 'finished',
  endedAt: '2026-01-01T00:02:00.000Z',
  ...{ noticedMs: 4100, movedMs: 9000, returnedMs: 76_000 },
  ...{ lines: 1, linesMoved: 1, linesReturned: 1, calls: 3, callsLost: 2 },
};

/** The same happens to each gateway that is asked. */
function live(gateway: FakeGateway): void {
  gateway.setView({
    status: {
      version: '1.2.3',
      changedAt: at,
      trial: { revision: 3, confirmBy: at },
      callsPeak: 4,
      alarms: ['east is down'],
    },
    users: {
      u1: {
        status: 'up',
        server: 'west',
        since: at,
        expiresSeconds: 1800,
        calls: 1,
        registration: { attempts: 7, successes: 5, failures: 2, failovers: 1 },
        incoming: { attempts: 4, connected: 3, failed: 1, dropped: 0, seconds: 300 },
      },
      u2: { status: 'errorNetwork' },
    },
    locationServers: { east: { health: 'down', requests: 9, timeouts: 4 }, west: { lines: 1 } },
    drills: [drilled],
    rules: { r1: { matches: 3, lastMatchAt: at } },
  });
  const { statistics } = gateway;
  for (const result of ['ok', 'ok', 'timeout'])
    statistics.count('register_requests', 'west', result);
  for (let match = 0; match < 3; match += 1) statistics.count('forward_matches', 'r1');
  statistics.count('calls', 'outgoing', 'answered');
  statistics.count('calls', 'outgoing', 'no_route');
  statistics.observe('call_duration', 61, 'outgoing');
}

function textOf(value: Value): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

interface Asked {
  readonly object: ManagedObject;
  readonly row: ManagedRow;
  readonly value: Value;
  readonly place: string;
}

/** Every object of every row and group of a gateway. */
function asked({
  view,
}: FakeGateway): readonly (Asked & { readonly of: string; readonly at: number })[] {
  const rows = [
    ...model.tables.flatMap((table) =>
      table.rows(view).map((row, index) => ({ part: table, row, index })),
    ),
    ...model.groups.map((group) => ({ part: group, row: group.row(view), index: 0 })),
  ];
  return rows.flatMap(({ part, row, index }) =>
    part.objects.map((object) => ({
      object,
      row,
      value: row.get(object.name),
      place: `${part.name} ${row.name} ${object.name}`,
      of: part.name,
      // Rows stand in the order they are asked in, instances in that of the configuration.
      at: part.objects.some(({ name }) => name === 'position')
        ? Number(row.get('position'))
        : index + 1,
    })),
  );
}

async function serve() {
  const face = await serveFace((configuration) => ({
    ...sampleConfiguration(),
    web: configuration.web,
  }));
  live(face.gateway);
  return face;
}

function onFault(error: unknown): void {
  assert.fail(String(error));
}

void test('the command line and REST show every object with its value', async () => {
  await using face = await serve();
  const { view, commands, events } = face.gateway;
  const author = { face: 'cli', name: 'test' };
  const session = createSession({ grammar: allCommands, view, commands, events, author, onFault });
  let count = 0;
  for (const table of model.tables) {
    for (const row of table.rows(view)) {
      const expected = Object.fromEntries(table.objects.map(({ name }) => [name, row.get(name)]));
      const rest = await face.ask('GET', `/api/v1/${table.name}/${encodeURIComponent(row.name)}`);
      assert.deepEqual(rest.json, expected, `REST ${table.name} ${row.name}`);
      const shown = await session.execute([...table.cli, 'show', row.name].join(' '));
      if (shown.ok) assert.deepEqual(shown.answer.json, expected, `CLI ${table.name} ${row.name}`);
      count += 1;
    }
  }
  for (const group of model.groups) {
    const row = group.row(view);
    const expected = Object.fromEntries(group.objects.map(({ name }) => [name, row.get(name)]));
    assert.deepEqual((await face.ask('GET', `/api/v1/${group.name}`)).json, expected, group.name);
  }
  assert.ok(count >= 10);
});

/** The number that a value is as a metric. */
function numberOf({ name, type }: ManagedObject, value: Value): number | undefined {
  if (value === null) return undefined;
  if (type.kind === 'instant') return Date.parse(textOf(value)) / 1000;
  if (Array.isArray(value)) return value.length;
  if (name === 'status') return value === 'up' ? 1 : 0;
  if (name === 'health') return value === 'down' || value === 'quarantined' ? 0 : 1;
  return Number(value);
}

void test('metrics have the values of the model', async () => {
  await using face = await serve();
  const { body } = await createMetrics(face.gateway.context).expose(undefined);
  const series = body
    .split('\n')
    .filter((line) => line.startsWith('offhook_'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      return { name, labels: labels.split(','), value: Number(value) };
    });
  let count = 0;
  for (const { object, row, value, place } of asked(face.gateway)) {
    if (object.metric === undefined) continue;
    const [, name, labels = ''] = /^(\w+)(?:\{(.*)\})?$/.exec(object.metric) ?? [];
    const wanted = labels
      .replace('<row>', row.name)
      .split(',')
      .filter((one) => one !== '');
    const found = series.filter(
      (one) => one.name === name && wanted.every((label) => one.labels.includes(label)),
    );
    assert.ok(found.length > 0, place);
    const sum = found.reduce((total, one) => total + one.value, 0);
    assert.equal(sum, numberOf(object, value), `${place}: ${object.metric}`);
    count += 1;
  }
  assert.ok(count > 30, String(count));
});

/** Kinds that are one number or one text in every face. */
const plain = ['text', 'integer', 'choice', 'counter', 'gauge', 'boolean'];

/** A value as SNMP types it: labels of enumerations, TruthValue, '' and 0 for what is not there. */
function snmpText(syntax: Syntax, value: Value, found: string | number): string {
  if (syntax.kind === 'enumeration') {
    const label = syntax.labels.get(textOf(value ?? 'none'));
    if (label !== undefined) return String(label);
  }
  if (typeof value === 'boolean') return value ? '1' : '2';
  return value === null ? (typeof found === 'number' ? '0' : '') : textOf(value);
}

void test('SNMP has the values of the model', async () => {
  const { gateway, read } = openStore({ configuration: sampleConfiguration() });
  live(gateway);
  let count = 0;
  for (const { object, row, value, place } of asked(gateway)) {
    const { snmp, access, type } = object;
    if (snmp === undefined || access === 'index' || !plain.includes(type.kind)) continue;
    const [descriptor = '', own] = snmp.split('.');
    const { syntax } = mibObject(descriptor);
    if (syntax.kind === 'rowStatus') continue;
    const name = own ?? row.name;
    const found = await read(name === '' ? descriptor : `${descriptor}.${name}`);
    assert.equal(String(found), snmpText(syntax, value, found), `${place}: ${snmp}`);
    count += 1;
  }
  assert.ok(count > 100, String(count));
});

/** `SIP.Network.{i}.X_<VID>_LocationServer.{i}.`: the last is the row, those above it are first. */
function parentOf(template: string, index: number): string {
  const parts = template.split('{i}');
  const last = parts.length - 2;
  return parts.map((part, n) => (n > last ? part : `${part}${n === last ? index : 1}`)).join('');
}

/** What TR-069 says in words of its own. */
const inOwnWords: ReadonlyMap<string, string> = new Map([
  ['users expiresSeconds', 'the instant at which the binding ends'],
  ['ports state', 'a status of TR-104: Up, Disabled'],
]);

void test('TR-069 has the values of the model', async () => {
  const sample = await createSample();
  live(sample.gateway);
  const tables = new Map(model.tables.map((table) => [table.name, table.tr104]));
  let count = 0;
  for (const { object, value, place, of, at: index } of asked(sample.gateway)) {
    const { tr104, type } = object;
    const above = tables.get(of);
    const isBelow = above !== undefined && tr104 !== undefined && !/\{i\}|^Device\./.test(tr104);
    if (!isBelow || !plain.includes(type.kind) || type.kind === 'choice') continue;
    // Sets of services belong to the Line that refers to them.
    if (inOwnWords.has(`${of} ${object.name}`) || of === 'user-services') continue;
    const path = `${voice}${parentOf(above, index)}${tr104}`.replaceAll('<VID>', 'OFFHOOK');
    const found = await sample.read(path);
    assert.ok(found !== undefined, path);
    // A name of another row is the path of that row there.
    if (found.startsWith('Device.')) continue;
    const words: Readonly<Record<string, string>> = { '1': 'true', '0': 'false' };
    const text = typeof value === 'boolean' ? (words[found] ?? found) : found;
    const nothing = /^-?\d+$/.test(found) ? found : '';
    const expected = value === null ? nothing : textOf(value);
    assert.equal(text.toLowerCase(), expected.toLowerCase(), `${place}: ${path}`);
    count += 1;
  }
  assert.ok(count > 50, String(count));
});
