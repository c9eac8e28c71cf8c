/** Who may ask: users, tokens, roles, hosts, origins, floods. Threats T17 and T18. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { ann, type ServedFace, serveFace } from './serve.ts';

/** Headers that fetch does not let a caller set. */
function raw(
  { origin }: ServedFace,
  headers: Readonly<Record<string, string>>,
  { method = 'GET', path = '/api/v1/status', body = '' } = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(`${origin}${path}`, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.once('error', reject);
    asked.end(body);
  });
}

async function login(face: ServedFace, password = ann.password, name = ann.name) {
  const answer = await face.ask('POST', '/api/v1/session', {
    body: { name, password },
    token: undefined,
  });
  return { ...answer, cookie: answer.headers.get('set-cookie') ?? '' };
}

void test('without identity nothing but health, the description and the log-in is there', async () => {
  await using face = await serveFace();
  const status = async (path: string) => (await face.ask('GET', path, { token: undefined })).status;
  for (const path of ['status', 'users', 'events', 'revisions', 'session', 'what-if']) {
    assert.equal(await status(`/api/v1/${path}`), 401, path);
  }
  assert.equal(await status('/healthz'), 200);
  assert.equal(await status('/readyz'), 200);
  assert.equal(await status('/api/v1/openapi.json'), 200);
  const { json, headers } = await face.ask('GET', '/api/v1/users', { token: 'wrong' });
  assert.equal(json.code, 'E-NOT-AUTHENTICATED');
  assert.equal(headers.get('www-authenticate'), 'Bearer');
});

void test('before the first user exists the face says how to make it', async () => {
  await using face = await serveFace((configuration) => ({
    ...configuration,
    web: { ...configuration.web, users: [], tokens: [] },
  }));
  const { status, json } = await face.ask('GET', '/api/v1/session', { token: undefined });
  assert.deepEqual([status, json.code], [401, 'E-NO-WEB-USER']);
  assert.match(json.detail, /web user create/);
});

void test('read reads, operate also acts, configure also changes', async () => {
  await using face = await serveFace();
  await face.ask('PUT', '/api/v1/ports/p1', { body: { kind: 'soft' } });
  const tried = async (token: string, method: string, path: string, body?: unknown) =>
    (await face.ask(method, path, { token, body })).status;
  const { read, operate, configure } = face.tokens;
  const change = ['PUT', '/api/v1/users/x', { address: '1' }] as const;
  const act = ['POST', '/api/v1/ports/p1/offhook'] as const;
  assert.equal(await tried(read, 'GET', '/api/v1/users'), 200);
  assert.equal(await tried(read, ...act), 403);
  assert.equal(await tried(operate, ...act), 200);
  assert.equal(await tried(operate, ...change), 403);
  assert.equal(await tried(operate, 'GET', '/api/v1/web-users'), 403);
  assert.equal(await tried(configure, ...change), 201);
});

void test('a person logs in, is known by the cookie, and logs out', async () => {
  await using face = await serveFace();
  const { status, json, cookie } = await login(face);
  assert.deepEqual([status, json], [200, { name: 'ann', role: 'configure' }]);
  assert.match(
    cookie,
    /^offhook-session=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=/,
  );
  const headers = { cookie: cookie.split(';')[0] ?? '' };
  const who = () => face.ask('GET', '/api/v1/session', { token: undefined, headers });
  assert.deepEqual((await who()).json, { name: 'ann', role: 'configure' });
  await face.ask('DELETE', '/api/v1/session', { token: undefined, headers });
  assert.equal((await who()).status, 401);
  const codes = (await face.gateway.events.query({ limit: 9 })).map(({ code }) => code);
  assert.deepEqual(codes, ['session.opened', 'session.closed']);
});

void test('a session ends when it is idle, when the password changes, when the user goes', async () => {
  await using face = await serveFace();
  const { cookie } = await login(face);
  const headers = { cookie: cookie.split(';')[0] ?? '' };
  const status = async () =>
    (await face.ask('GET', '/api/v1/session', { token: undefined, headers })).status;
  face.gateway.clock.advance(3_500_000);
  assert.equal(await status(), 200);
  face.gateway.clock.advance(3_700_000);
  assert.equal(await status(), 401);
  const again = (await login(face)).cookie.split(';')[0] ?? '';
  await face.ask('PATCH', '/api/v1/web-users/ann', { body: { password: 'another password' } });
  const after = await face.ask('GET', '/api/v1/session', {
    token: undefined,
    headers: { cookie: again },
  });
  assert.equal(after.status, 401);
  assert.equal((await login(face)).status, 401);
  assert.equal((await login(face, 'another password')).status, 200);
});

void test('wrong passwords are reported and slowed down, right ones meanwhile too', async () => {
  await using face = await serveFace();
  for (let at = 0; at < 10; at += 1) {
    assert.equal((await login(face, `wrong ${at}`, at % 2 ? 'ann' : 'nobody')).status, 401);
  }
  const limited = await login(face);
  assert.deepEqual([limited.status, limited.json.code], [429, 'E-TOO-MANY']);
  assert.ok(Number(limited.headers.get('retry-after')) > 0);
  face.gateway.clock.advance(20_000);
  assert.equal((await login(face)).status, 200);
  const events = await face.gateway.events.query({
    code: 'security.authentication-failed',
    limit: 99,
  });
  assert.equal(events.length, 10);
  assert.doesNotMatch(JSON.stringify(events), /wrong 3|nobody/);
});

void test('a flood from one source is told to come back', async () => {
  await using face = await serveFace();
  const statuses = new Set<number>();
  for (let at = 0; at < 310; at += 1) {
    statuses.add((await face.ask('GET', '/healthz', { token: undefined })).status);
  }
  assert.deepEqual([...statuses], [200, 429]);
  face.gateway.clock.advance(1000);
  assert.equal((await face.ask('GET', '/healthz')).status, 200);
});

void test('a name that DNS could point at us is refused as host; addresses and localhost are not', async () => {
  await using face = await serveFace();
  const authorization = `Bearer ${face.tokens.read}`;
  const { port } = new URL(face.origin);
  const status = (host: string) => raw(face, { authorization, host });
  assert.equal(await status(`127.0.0.1:${port}`), 200);
  assert.equal(await status(`localhost:${port}`), 200);
  assert.equal(await status('[::1]:8060'), 200);
  assert.equal(await status(`evil.example.com:${port}`), 403);
  assert.equal(await status(`127.0.0.1.evil.example.com:${port}`), 403);
  assert.equal(await status('localhost.evil.example.com'), 403);
});

void test('another page can change nothing, whatever the browser sends along', async () => {
  await using face = await serveFace();
  const { cookie } = await login(face);
  const own = { cookie: cookie.split(';')[0] ?? '', 'content-type': 'application/json' };
  const host = new URL(face.origin).host;
  const change = { method: 'PUT', path: '/api/v1/users/x', body: '{"address":"1"}' };
  const status = (headers: Readonly<Record<string, string>>) =>
    raw(face, { ...own, host, ...headers }, change);
  assert.equal(await status({ origin: 'http://evil.example.com' }), 403);
  assert.equal(await status({ origin: 'null' }), 403);
  assert.equal(await status({ origin: `http://127.0.0.1:1` }), 403);
  assert.equal(await status({ 'sec-fetch-site': 'cross-site' }), 403);
  assert.equal(await status({ 'sec-fetch-site': 'same-site' }), 403);
  assert.equal(await status({ 'content-type': 'text/plain' }), 415);
  assert.equal(await status({ 'content-type': 'application/x-www-form-urlencoded' }), 415);
  assert.equal(face.gateway.configuration().users.length, 0);
  assert.equal(await status({ origin: face.origin, 'sec-fetch-site': 'same-origin' }), 201);
});

void test('every answer forbids inline script, framing, sniffing and caching', async () => {
  await using face = await serveFace();
  for (const path of ['/healthz', '/api/v1/users', '/nothing']) {
    const { headers } = await face.ask('GET', path);
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/, path);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('cache-control'), 'no-store');
  }
});

void test('no path leads out of the face', async () => {
  await using face = await serveFace();
  const paths = [
    '/../package.json',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/page/../../x',
    '/page/%00',
    '//x',
  ];
  for (const path of paths) {
    const status = await raw(face, { host: new URL(face.origin).host }, { path });
    assert.ok(status === 404 || status === 400, `${path} ${status}`);
  }
});

void test('tokens are shown once, work, and are gone when deleted', async () => {
  await using face = await serveFace();
  const body = { name: 'prom', scope: 'read' };
  const { status, json } = await face.ask('POST', '/api/v1/web-tokens', { body });
  assert.equal(status, 201);
  assert.match(json.token, /^offhook_[\w-]{32}$/);
  const use = async () => (await face.ask('GET', '/api/v1/users', { token: json.token })).status;
  assert.equal(await use(), 200);
  const list = (await face.ask('GET', '/api/v1/web-tokens')).json;
  assert.deepEqual(list.at(-1), body);
  await face.ask('DELETE', '/api/v1/web-tokens/prom');
  assert.equal(await use(), 401);
});

void test('a body that is too large, broken or strange is refused with a code', async () => {
  await using face = await serveFace();
  const big = await face.ask('PUT', '/api/v1/users/x', { body: { address: 'x'.repeat(300_000) } });
  assert.deepEqual([big.status, big.json.code], [413, 'E-TOO-LARGE']);
  const broken = await fetch(`${face.origin}/api/v1/users`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${face.tokens.configure}`,
      'content-type': 'application/json',
    },
    body: '{"name":',
  });
  assert.equal(broken.status, 400);
  const proto = await fetch(`${face.origin}/api/v1/users`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${face.tokens.configure}`,
      'content-type': 'application/json',
    },
    body: '{"__proto__":{"admin":true},"name":"x","address":"1"}',
  });
  assert.equal(proto.status, 400);
});
