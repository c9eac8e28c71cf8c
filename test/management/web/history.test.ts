/** The last hour: one sample each quarter of a minute, failovers counted, the oldest gone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serveFace } from './serve.ts';

void test('each sample has lines, calls and the failovers since the one before', async () => {
  await using face = await serveFace();
  const { gateway } = face;
  await face.ask('POST', '/api/v1/users', { body: { name: 'bob', address: '1001' } });
  gateway.setView({ users: { bob: { status: 'up' } } });
  gateway.statistics.count('register_failovers', 'west');
  gateway.statistics.count('invite_failovers', 'out2');
  gateway.clock.advance(15_000);
  gateway.clock.advance(15_000);
  const { json } = await face.ask('GET', '/api/v1/history', { token: face.tokens.read });
  const start = Date.UTC(2026, 0, 1) / 1000;
  assert.deepEqual(json, {
    at: [start, start + 15, start + 30],
    linesUp: [0, 1, 1],
    linesTotal: [0, 1, 1],
    calls: [0, 0, 0],
    failovers: [0, 2, 0],
  });
});

void test('an hour is kept, and no more', async () => {
  await using face = await serveFace();
  for (let hour = 0; hour < 3; hour += 1) face.gateway.clock.advance(3_600_000);
  const { json } = await face.ask('GET', '/api/v1/history');
  assert.equal(json.at.length, 240);
  assert.equal(json.at[239] - json.at[0], 239 * 15);
});

void test('a face that was stopped samples no more', async () => {
  const face = await serveFace();
  await face[Symbol.asyncDispose]();
  assert.equal(face.gateway.clock.pending(), 0);
});
