/** Drills over REST: ordered, refused, stopped, scheduled; by whom it may be. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attached, location, softPort, user } from '../../support/configured.ts';
import { serveFace } from './serve.ts';

const household = [
  location('east', 'east.example.com', true),
  location('west', 'west.example.com'),
  softPort('p1'),
  user('alice', '200'),
  attached('alice', 'p1'),
];

const serve = () =>
  serveFace((configuration) => household.reduce((all, change) => change(all), configuration));

void test('a drill is ordered and answered with its report', async () => {
  await using face = await serve();
  const body = { server: 'east', seconds: 60, line: 'alice' };
  const made = await face.ask('POST', '/api/v1/drills', { body });
  assert.deepEqual([made.status, made.headers.get('location')], [201, '/api/v1/drills/1']);
  assert.deepEqual([made.json.mode, made.json.line], ['live', 'alice']);
  const shadow = await face.ask('POST', '/api/v1/drills', { body: { server: 'east', seconds: 5 } });
  assert.deepEqual([shadow.json.mode, shadow.json.line], ['shadow', null]);
  assert.equal((await face.ask('POST', '/api/v1/drills/1/stop')).status, 200);
  assert.deepEqual(face.gateway.acts, [
    'drill east 60 alice',
    'drill east 5 shadow',
    'stopDrill 1',
  ]);
});

for (const [body, status] of [
  [{ server: 'east' }, 422],
  [{ server: 'east', seconds: '60' }, 422],
  [{ server: 'east', seconds: 0 }, 422],
  [{ server: 'east', seconds: 4000 }, 422],
  [{ server: 'east', seconds: 60, all: true }, 422],
  [{ server: 'east', seconds: 60, line: '' }, 422],
  [{ server: 'north', seconds: 60 }, 404],
  [{ server: 'east', seconds: 60, line: 'carol' }, 404],
] as const) {
  void test(`${JSON.stringify(body)} is answered ${status}, and nothing happens`, async () => {
    await using face = await serve();
    const answer = await face.ask('POST', '/api/v1/drills', { body });
    assert.equal(answer.status, status);
    assert.deepEqual(face.gateway.acts, []);
  });
}

void test('drills and the schedule are read, a schedule is made and deleted', async () => {
  await using face = await serve();
  assert.deepEqual((await face.ask('GET', '/api/v1/drills')).json, []);
  assert.equal((await face.ask('GET', '/api/v1/drills/1')).status, 404);
  assert.deepEqual((await face.ask('GET', '/api/v1/drill-schedule')).json, []);
  const body = { name: 'nightly', server: 'east', seconds: 60 };
  const neither = await face.ask('POST', '/api/v1/drill-schedule', { body });
  assert.equal(neither.json.code, 'E-VALUE');
  const time = { daily: '03:00' } as const;
  face.gateway.setView({
    scheduledDrills: [{ ...body, time, line: undefined, dueAt: '2026-01-01T03:00:00.000Z' }],
  });
  const made = await face.ask('POST', '/api/v1/drill-schedule', { body: { ...body, ...time } });
  assert.deepEqual([made.status, made.json.dueAt], [201, '2026-01-01T03:00:00.000Z']);
  await face.ask('DELETE', '/api/v1/drill-schedule/nightly');
  assert.deepEqual(face.gateway.acts, ['scheduleDrill nightly east', 'unscheduleDrill nightly']);
});
