/** Changes on trial over REST: asked with the change or before it, confirmed, taken back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serveFace } from './serve.ts';

const body = { name: 'bob', address: '1001' };

void test('a change may be made on trial', async () => {
  await using face = await serveFace();
  const path = '/api/v1/users?confirmWithin=5';
  assert.equal((await face.ask('POST', path, { body })).status, 201);
  assert.deepEqual(face.gateway.acts, ['trial 5']);
});

void test('what is changed from now on may be put on trial, kept and taken back', async () => {
  await using face = await serveFace();
  const begun = await face.ask('POST', '/api/v1/trial', { body: { minutes: 10 } });
  assert.deepEqual([begun.status, begun.json.revision], [201, 0]);
  assert.equal((await face.ask('POST', '/api/v1/trial/confirm')).status, 200);
  assert.equal((await face.ask('POST', '/api/v1/trial/revert')).status, 200);
  assert.deepEqual(face.gateway.acts, ['commitConfirmed 10', 'confirm', 'revert']);
});

void test('who may only read sees the trial and ends none', async () => {
  await using face = await serveFace();
  const none = { revision: null, confirmBy: null };
  const { read: token } = face.tokens;
  assert.deepEqual((await face.ask('GET', '/api/v1/trial', { token })).json, none);
  const trial = { revision: 3, confirmBy: '2026-01-01T00:05:00.000Z' };
  face.gateway.setView({ status: { trial } });
  assert.deepEqual((await face.ask('GET', '/api/v1/trial', { token })).json, trial);
  assert.equal((await face.ask('GET', '/api/v1/status')).json.confirmBy, trial.confirmBy);
  for (const act of ['confirm', 'revert']) {
    assert.equal((await face.ask('POST', `/api/v1/trial/${act}`, { token })).status, 403);
  }
});

void test('no nonsense is taken for a time', async () => {
  await using face = await serveFace();
  for (const minutes of [0, 1441, 1.5, '5', null]) {
    const { status } = await face.ask('POST', '/api/v1/trial', { body: { minutes } });
    assert.equal(status, 422, String(minutes));
  }
  for (const text of ['', 'x', '-1', '99999']) {
    const path = `/api/v1/users?confirmWithin=${text}`;
    assert.equal((await face.ask('POST', path, { body })).status, 422, text);
  }
  assert.deepEqual(face.gateway.acts, []);
  assert.deepEqual(face.gateway.configuration().users, []);
});
