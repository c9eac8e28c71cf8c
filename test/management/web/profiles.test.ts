/** Profiles of providers over REST: looked at by everybody, applied as one change or not at all. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serveFace } from './serve.ts';

const apply = (query = '') => `/api/v1/profiles/twilio/apply${query}`;
const body = { as: 'tw', account: 'acme' };

void test('they are listed and shown to who may only read', async () => {
  await using face = await serveFace();
  const { read: token } = face.tokens;
  const { json: list, headers } = await face.ask('GET', '/api/v1/profiles', { token });
  const row = list.find(({ name }: { name: string }) => name === 'twilio');
  const { title } = row;
  assert.deepEqual(row, { name: 'twilio', origin: 'built-in', title, fault: null });
  assert.equal(headers.get('etag'), '"0"');
  const { json: one } = await face.ask('GET', '/api/v1/profiles/twilio', { token });
  assert.deepEqual([one.title, one.srtp], [title, 'required']);
  assert.ok(one.documentation.length > 0);
  const nobody = await face.ask('GET', '/api/v1/profiles/nobody', { token });
  assert.deepEqual([nobody.status, nobody.json.code], [404, 'E-NOT-FOUND']);
});

void test('applied, it is one revision and says which commands that was', async () => {
  await using face = await serveFace();
  const tried = await face.ask('POST', apply('?dryRun=true'), { body });
  assert.equal(tried.status, 200);
  const lines = tried.json.changes.map(({ sign, line }: { sign: string; line: string }) => {
    assert.equal(sign, '+');
    return line;
  });
  assert.deepEqual(face.gateway.configuration().proxyServers, []);
  const made = await face.ask('POST', apply(), { body, headers: { 'if-match': '"0"' } });
  assert.deepEqual([made.status, made.json.commands], [200, lines]);
  assert.match(lines[0], /^voip sip proxyserver create tw contact acme\.pstn\.twilio\.com/);
  const [server] = face.gateway.configuration().proxyServers;
  assert.equal(server?.name, 'tw');
  const stale = await face.ask('POST', apply(), { body, headers: { 'if-match': '"0"' } });
  assert.deepEqual([stale.status, stale.json.code], [412, 'E-STALE']);
});

void test('its name is that of its servers unless another is given, and it may be on trial', async () => {
  await using face = await serveFace();
  const path = '/api/v1/profiles/dus-net/apply?confirmWithin=5';
  assert.equal((await face.ask('POST', path, { body: {} })).status, 200);
  assert.deepEqual(face.gateway.acts, ['trial 5']);
  assert.equal(face.gateway.configuration().locationServers[0]?.name, 'dus-net');
});

for (const [what, asked, status, code] of [
  ['without the account that it takes', { as: 'tw' }, 422, 'E-PROFILE'],
  ['an account that is no host', { ...body, account: 'a b' }, 422, 'E-PROFILE'],
  ['a user that is not there', { ...body, user: 'carol' }, 422, 'E-PROFILE'],
  ['a field that nobody knows', { ...body, password: 'x' }, 422, 'E-OBJECT'],
  ['no text', { as: 5 }, 422, 'E-VALUE'],
] as const) {
  void test(`${what}: refused, and nothing is changed`, async () => {
    await using face = await serveFace();
    const answer = await face.ask('POST', apply(), { body: asked });
    assert.deepEqual([answer.status, answer.json.code], [status, code]);
    assert.deepEqual(face.gateway.configuration().proxyServers, []);
  });
}

void test('only who may configure applies', async () => {
  await using face = await serveFace();
  for (const token of [face.tokens.read, face.tokens.operate]) {
    assert.equal((await face.ask('POST', apply(), { body, token })).status, 403);
  }
});
