/** One's own password: asked for the one before, slow for who guesses, no other session left. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ann, type ServedFace, serveFace } from './serve.ts';

async function cookieOf(face: ServedFace): Promise<string> {
  const { headers } = await face.ask('POST', '/api/v1/session', { body: ann, token: undefined });
  return headers.get('set-cookie')?.split(';')[0] ?? '';
}

function change(face: ServedFace, cookie: string, current: string, password: string) {
  const body = { current, password };
  const headers = { cookie };
  return face.ask('PUT', '/api/v1/session/password', { body, headers, token: undefined });
}

async function isIn(face: ServedFace, cookie: string): Promise<boolean> {
  const headers = { cookie };
  const { status } = await face.ask('GET', '/api/v1/session', { headers, token: undefined });
  return status === 200;
}

void test('who changes it goes on with a new session; every other one is over', async () => {
  await using face = await serveFace();
  const [here, elsewhere] = [await cookieOf(face), await cookieOf(face)];
  const { status, headers } = await change(face, here, ann.password, 'another horse');
  assert.equal(status, 200);
  const next = headers.get('set-cookie')?.split(';')[0] ?? '';
  assert.deepEqual(
    [await isIn(face, next), await isIn(face, here), await isIn(face, elsewhere)],
    [true, false, false],
  );
  const [event] = await face.gateway.events.query({ code: 'configuration.changed', limit: 1 });
  assert.match(event?.text ?? '', /web ann: web user set ann password$/);
});

void test('the wrong one before, a bad new one, a token: refused, and nothing changes', async () => {
  await using face = await serveFace();
  const cookie = await cookieOf(face);
  assert.equal((await change(face, cookie, 'wrong', 'another horse')).status, 401);
  assert.equal((await change(face, cookie, ann.password, 'short')).json.code, 'E-PASSWORD');
  const body = { current: ann.password, password: 'another horse' };
  assert.equal((await face.ask('PUT', '/api/v1/session/password', { body })).status, 403);
  assert.ok(await isIn(face, cookie));
});

void test('who guesses at a page left open is slowed down', async () => {
  await using face = await serveFace();
  const cookie = await cookieOf(face);
  const statuses: number[] = [];
  for (let at = 0; at < 12; at += 1) {
    statuses.push((await change(face, cookie, `guess ${at}`, 'another horse')).status);
  }
  assert.deepEqual([statuses[0], statuses.at(-1)], [401, 429]);
});
