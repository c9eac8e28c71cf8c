/** The event stream: nothing lost, nothing twice, live state once for all, few connections. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createUser } from '../../../src/domain/users.ts';
import { limits } from '../../../src/management/web/limits.ts';
import type { Changes } from '../../../src/management/web/live.ts';
import { type EventStream, openStream } from './event-stream.ts';
import { type ServedFace, serveFace } from './serve.ts';

function report(face: ServedFace, name: string): void {
  face.gateway.events.report({
    code: 'server.down',
    subject: { kind: 'proxyServer', name },
    text: `${name} cannot be reached`,
    facts: {},
  });
}

function watch(
  { origin, tokens }: ServedFace,
  query = '',
  headers: Readonly<Record<string, string>> = {},
): Promise<EventStream> {
  const authorization = `Bearer ${tokens.read}`;
  return openStream(`${origin}/api/v1/events${query}`, { authorization, ...headers });
}

const ids = (stream: EventStream) => stream.received.map(({ id }) => id);

void test('a viewer that comes back gets what it missed and goes on', async () => {
  await using face = await serveFace();
  for (const name of ['a', 'b', 'c']) report(face, name);
  const stream = await watch(face, '', { 'last-event-id': '1' });
  await stream.until(2);
  report(face, 'd');
  await stream.until(3);
  assert.deepEqual(ids(stream), ['2', '3', '4']);
  assert.equal(JSON.parse(stream.received[2]?.data ?? '').subject.name, 'd');
  stream.close();
});

void test('a viewer that missed more than one look into the log gives gets all of it', async () => {
  await using face = await serveFace();
  const count = 2 * limits.eventsPerQuery + 1;
  for (let at = 1; at <= count; at += 1) report(face, 'a');
  const stream = await watch(face, '', { 'last-event-id': '1' });
  await stream.until(count - 1);
  report(face, 'b');
  await stream.until(count);
  assert.deepEqual(
    ids(stream),
    Array.from({ length: count }, (_, at) => String(at + 2)),
  );
  stream.close();
});

void test('a new viewer hears from now on, or from where it asks', async () => {
  await using face = await serveFace();
  report(face, 'a');
  const fresh = await watch(face);
  const all = await watch(face, '?after=0');
  await all.until(1);
  report(face, 'b');
  await Promise.all([fresh.until(1), all.until(2)]);
  assert.deepEqual([ids(fresh), ids(all)], [['2'], ['1', '2']]);
  fresh.close();
  all.close();
});

void test('what happens while stored events are read comes after them, once', async () => {
  await using face = await serveFace();
  report(face, 'a');
  const { events } = face.gateway;
  const query = events.query.bind(events);
  Object.assign(events, {
    query: async (asked: Parameters<typeof query>[0]) => {
      const found = await query(asked);
      report(face, 'b');
      return found;
    },
  });
  const stream = await watch(face, '?after=0');
  await stream.until(2);
  report(face, 'c');
  await stream.until(3);
  assert.deepEqual(ids(stream), ['1', '2', '3']);
  stream.close();
});

void test('with state=true a viewer gets all that is, then only rows that changed', async () => {
  await using face = await serveFace((configuration) =>
    createUser(createUser(configuration, { name: 'a', address: '1' }), { name: 'b', address: '2' }),
  );
  const stream = await watch(face, '?state=true');
  const [state] = await stream.until(1);
  const whole: readonly Changes[] = JSON.parse(state?.data ?? '');
  const users = whole.find((one) => one.of === 'users')?.rows;
  assert.deepEqual(
    users?.map((row) => row['name']),
    ['a', 'b'],
  );
  face.gateway.clock.advance(2000);
  face.gateway.setView({ users: { b: { status: 'up', server: 'east', expiresSeconds: 60 } } });
  face.gateway.clock.advance(500);
  const [, change] = await stream.until(2);
  assert.equal(change?.event, 'change');
  const changes: readonly Changes[] = JSON.parse(change?.data ?? '');
  const ofUsers = changes.find((one) => one.of === 'users');
  assert.deepEqual(
    ofUsers?.rows.map(({ name, status, server }) => [name, status, server]),
    [['b', 'up', 'east']],
  );
  await face.ask('DELETE', '/api/v1/users/a');
  face.gateway.clock.advance(500);
  await stream.until(4);
  const last = stream.received.filter(({ event }) => event === 'change').at(-1);
  const gone: readonly Changes[] = JSON.parse(last?.data ?? '');
  assert.deepEqual(gone.find((one) => one.of === 'users')?.gone, ['a']);
  stream.close();
});

void test('time that passes alone changes nothing, and without viewers nothing looks', async () => {
  await using face = await serveFace((configuration) =>
    createUser(configuration, { name: 'a', address: '1' }),
  );
  const idle = face.gateway.clock.pending();
  const stream = await watch(face, '?state=true');
  await stream.until(1);
  assert.ok(face.gateway.clock.pending() > idle);
  face.gateway.clock.advance(5000);
  face.gateway.setView({ users: { a: { expiresSeconds: 17, next: 'refresh in 7 s' } } });
  face.gateway.clock.advance(1000);
  report(face, 'end');
  await stream.until(2);
  assert.deepEqual(
    stream.received.map(({ event }) => event),
    ['state', 'event'],
  );
  stream.close();
  while (face.gateway.clock.pending() > idle) await new Promise((resolve) => setImmediate(resolve));
});

void test('fifty viewers watch, those beyond the limit are told to come back', async () => {
  await using face = await serveFace();
  const streams: EventStream[] = [];
  for (let at = 0; at < 58; at += 1) streams.push(await watch(face));
  const statuses = streams.map(({ status }) => status);
  assert.deepEqual(new Set(statuses.slice(0, 56)), new Set([200]));
  assert.deepEqual(statuses.slice(56), [429, 429]);
  assert.equal((await face.ask('GET', '/api/v1/status')).status, 200);
  report(face, 'x');
  await Promise.all(streams.slice(0, 56).map((stream) => stream.until(1)));
  for (const stream of streams) stream.close();
});

void test('the list narrows by code, subject and number; a code is explained', async () => {
  await using face = await serveFace();
  for (const name of ['a', 'b', 'a']) report(face, name);
  const numbers = async (query: string) => {
    const { json } = await face.ask('GET', `/api/v1/events${query}`);
    return json.map(({ number }: { number: number }) => number);
  };
  assert.deepEqual(await numbers(''), [1, 2, 3]);
  assert.deepEqual(await numbers('?subject=a&after=1'), [3]);
  assert.deepEqual(await numbers('?limit=1'), [3]);
  assert.deepEqual(await numbers('?code=server.up'), []);
  const explained = await face.ask('GET', '/api/v1/explain/server.down');
  assert.match(explained.json.action, /Check the server/);
  assert.equal((await face.ask('GET', '/api/v1/explain/x.y')).status, 404);
});
