/** Incidents over REST: a file for those who configure, and for nobody else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serveFace } from './serve.ts';

void test('a gateway that records nothing says so', async () => {
  await using face = await serveFace();
  const answer = await face.ask('GET', '/api/v1/incidents/alice');
  assert.deepEqual([answer.status, answer.json.code], [404, 'E-NOT-FOUND']);
});

void test('an incident is a zip with the name of its subject, and only for who configures', async () => {
  await using face = await serveFace();
  const asked: string[] = [];
  const incident = async (name: string) => {
    asked.push(name);
    return new Uint8Array([0x50, 0x4b]);
  };
  Object.assign(face.gateway.view, { incident });
  for (const scope of ['read', 'operate'] as const) {
    const token = face.tokens[scope];
    const refused = await face.ask('GET', '/api/v1/incidents/alice', { token });
    assert.equal(refused.status, 403, scope);
  }
  const given = await face.ask('GET', `/api/v1/incidents/${encodeURIComponent('a"b/../c')}`);
  assert.equal(given.headers.get('content-type'), 'application/zip');
  assert.equal(
    given.headers.get('content-disposition'),
    'attachment; filename="incident-a_b____c.zip"',
  );
  assert.deepEqual(asked, ['a"b/../c']);
});
