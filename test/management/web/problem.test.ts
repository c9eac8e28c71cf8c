/** Whatever is sent, the answer is a problem with a code of ours, and the headers of every answer. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { type ServedFace, serveFace } from './serve.ts';

const json = { 'content-type': 'application/json' };

void test('every refusal of a request that could be read is a problem', async () => {
  await using face = await serveFace();
  const asked: readonly (readonly [
    string,
    string,
    number,
    string,
    Record<string, string>?,
    string?,
  ])[] = [
    ['POST', '/api/v1/users', 400, 'E-SYNTAX', json, '{"name":'],
    ['POST', '/api/v1/users', 400, 'E-SYNTAX', json, '{"__proto__":{"a":1},"name":"x"}'],
    ['POST', '/api/v1/users', 422, 'E-VALUE', json, '[]'],
    ['POST', '/api/v1/users', 415, 'E-MEDIA-TYPE', { 'content-type': 'text/plain' }, 'x'],
    ['POST', '/api/v1/users', 413, 'E-TOO-LARGE', json, `"${'x'.repeat(300_000)}"`],
    ['PUT', '/api/v1/status', 405, 'E-METHOD', json, '{}'],
    ['PUT', '/api/v1/nothing', 404, 'E-NOT-FOUND', json, '{}'],
    ['GET', `/api/v1/users/${'x'.repeat(500)}`, 414, 'E-TOO-LARGE'],
    ['GET', '/api/v1/users/%ff', 400, 'E-SYNTAX'],
    ['GET', '/page/..%2f..%2fpackage.json', 404, 'E-NOT-FOUND'],
  ];
  for (const [method, path, status, code, headers = {}, body] of asked) {
    const where = `${method} ${path.slice(0, 40)}`;
    const response = await fetch(face.origin + path, {
      method,
      headers: { authorization: `Bearer ${face.tokens.configure}`, ...headers },
      ...(body !== undefined && { body }),
    });
    assert.equal(response.status, status, where);
    assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/, where);
    assert.match(
      response.headers.get('content-security-policy') ?? '',
      /default-src 'none'/,
      where,
    );
    const problem: { readonly code: string; readonly status: number } = JSON.parse(
      await response.text(),
    );
    assert.deepEqual([problem.code, problem.status], [code, status], where);
  }
});

void test('a path that takes other methods says which', async () => {
  await using face = await serveFace();
  const headers = { authorization: `Bearer ${face.tokens.configure}` };
  const allowOf = async (path: string, method: string) =>
    (await fetch(face.origin + path, { method, headers })).headers.get('allow');
  assert.equal(await allowOf('/api/v1/status', 'DELETE'), 'GET, HEAD');
  assert.equal(await allowOf('/api/v1/users/alice', 'POST'), 'GET, HEAD, PATCH, PUT, DELETE');
  assert.equal(await allowOf('/api/v1/nothing', 'DELETE'), null);
});

/** What comes back for these bytes, until the connection is closed. */
async function sent({ origin }: ServedFace, text: string): Promise<string> {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  socket.end(text);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

void test('so is the answer to bytes that are no request', async () => {
  await using face = await serveFace();
  const host = 'Host: 127.0.0.1\r\n';
  for (const [text, status, code] of [
    ['garbage\r\n\r\n', 400, 'E-SYNTAX'],
    [`BREW / HTTP/1.1\r\n${host}\r\n`, 400, 'E-SYNTAX'],
    [`GET http://[bad HTTP/1.1\r\n${host}\r\n`, 400, 'E-SYNTAX'],
    [`GET / HTTP/1.1\r\n${host}X: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'E-TOO-LARGE'],
  ] as const) {
    const answer = await sent(face, text);
    assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `), text.slice(0, 30));
    assert.match(answer, /content-type: application\/problem\+json/i, text.slice(0, 30));
    assert.ok(answer.includes(`"code":"${code}"`), answer);
  }
});
