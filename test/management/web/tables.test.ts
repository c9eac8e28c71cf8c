/** REST over the tables of the model: made, read, changed and deleted as on the command line. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { model } from '../../../src/management/model.ts';
import { serveFace } from './serve.ts';

const bob = { name: 'bob', address: '1001', login: 'bob', password: 'geheim' };

void test('a row is added, read, changed, replaced and deleted', async () => {
  await using face = await serveFace();
  const made = await face.ask('POST', '/api/v1/users', { body: { ...bob, areaCode: '02' } });
  assert.deepEqual([made.status, made.headers.get('location')], [201, '/api/v1/users/bob']);
  assert.equal(made.json.address, '1001');
  const patched = await face.ask('PATCH', '/api/v1/users/bob', { body: { address: '1002' } });
  assert.deepEqual([patched.json.address, patched.json.areaCode], ['1002', '02']);
  const put = await face.ask('PUT', '/api/v1/users/bob', { body: { address: '1003' } });
  assert.deepEqual([put.json.address, put.json.areaCode, put.json.login], ['1003', '', '']);
  assert.equal((await face.ask('DELETE', '/api/v1/users/bob')).status, 204);
  assert.equal((await face.ask('GET', '/api/v1/users/bob')).json.code, 'E-NOT-FOUND');
});

void test('what was read may be sent back with one field changed', async () => {
  await using face = await serveFace();
  await face.ask('POST', '/api/v1/users', { body: bob });
  const row = (await face.ask('GET', '/api/v1/users/bob')).json;
  const put = await face.ask('PUT', '/api/v1/users/bob', { body: { ...row, address: '1009' } });
  assert.equal(put.status, 200);
  assert.equal(face.gateway.configuration().users[0]?.address, '1009');
  assert.equal(face.gateway.configuration().users[0]?.password?.reveal(), 'geheim');
});

void test('a contact changes whole though its pieces come along, and by its pieces', async () => {
  await using face = await serveFace();
  const path = '/api/v1/location-servers/edge';
  await face.ask('PUT', path, { body: { contact: 'one.example.com:5080;transport=tcp' } });
  const row = (await face.ask('GET', path)).json;
  assert.deepEqual([row.host, row.port, row.transport], ['one.example.com', 5080, 'tcp']);
  const whole = await face.ask('PUT', path, { body: { ...row, contact: 'two.example.com' } });
  assert.deepEqual([whole.json.host, whole.json.port], ['two.example.com', 0]);
  const pieces = await face.ask('PATCH', path, { body: { port: 5099, transport: 'tls' } });
  assert.equal(pieces.json.contact, 'two.example.com:5099;transport=tls');
});

void test('a body that names another row than the path is refused', async () => {
  await using face = await serveFace();
  for (const method of ['PUT', 'PATCH']) {
    const body = { name: 'carol', address: '1009' };
    const { status, json } = await face.ask(method, '/api/v1/users/bob', { body });
    assert.deepEqual([status, json.code], [422, 'E-READ-ONLY']);
  }
});

void test('PUT makes a row that is not there, PATCH does not', async () => {
  await using face = await serveFace();
  const body = { address: '1001' };
  assert.equal((await face.ask('PUT', '/api/v1/users/eve', { body })).status, 201);
  assert.equal((await face.ask('PATCH', '/api/v1/users/mallory', { body })).status, 404);
});

void test('passwords go in and never come out, not even in the log of revisions', async () => {
  await using face = await serveFace();
  await face.ask('POST', '/api/v1/users', { body: bob });
  await face.ask('PATCH', '/api/v1/users/bob', { body: { password: 'geheimer' } });
  const texts: string[] = [];
  for (const path of [
    'users',
    'users/bob',
    'configuration',
    'revisions',
    'revisions/2',
    'events',
  ]) {
    texts.push(JSON.stringify((await face.ask('GET', `/api/v1/${path}`)).json));
  }
  assert.doesNotMatch(texts.join('\n'), /geheim/);
  assert.match(texts.join('\n'), /voip sip user set bob password/);
});

void test('refusals carry the codes of the command line', async () => {
  await using face = await serveFace();
  await face.ask('POST', '/api/v1/users', { body: bob });
  const refused = async (method: string, path: string, body: unknown) => {
    const { status, json, headers } = await face.ask(method, `/api/v1/${path}`, { body });
    assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
    assert.equal(json.status, status);
    return `${status} ${json.code}`;
  };
  assert.equal(await refused('POST', 'users', bob), '409 E-NAME-TAKEN');
  assert.equal(await refused('POST', 'users', { ...bob, name: 'x' }), '409 E-ADDRESS-TAKEN');
  assert.equal(await refused('POST', 'users', { name: '1x', address: '2' }), '422 E-NAME');
  assert.equal(await refused('POST', 'users', { name: 'x' }), '422 E-MISSING');
  assert.equal(await refused('PATCH', 'users/bob', { nonsense: 1 }), '422 E-OBJECT');
  assert.equal(await refused('PATCH', 'users/bob', { status: 'up' }), '422 E-READ-ONLY');
  assert.equal(await refused('PATCH', 'users/bob', { enabled: 'yes' }), '422 E-VALUE');
  assert.equal(await refused('PATCH', 'users/bob', { ports: ['none'] }), '404 E-NOT-FOUND');
  assert.equal(await refused('PATCH', 'parameters', { t1: 1 }), '422 E-VALUE');
  assert.equal(await refused('POST', 'calls', {}), '405 E-METHOD');
});

void test('the hundred and first entry is refused and nothing has changed', async () => {
  await using face = await serveFace();
  for (let at = 0; at < 100; at += 1) {
    await face.ask('PUT', `/api/v1/users/u${at}`, { body: { address: `${1000 + at}` } });
  }
  const { json } = await face.ask('PUT', '/api/v1/users/last', { body: { address: '9' } });
  assert.equal(json.code, 'E-ENTRY-LIMIT');
  assert.equal((await face.ask('GET', '/api/v1/entries')).json.used, 100);
});

void test('a full disk is said with its code, and nothing has changed', async () => {
  await using face = await serveFace();
  face.gateway.failNextChange('E-STORE-FULL');
  const { status, json } = await face.ask('POST', '/api/v1/users', { body: bob });
  assert.deepEqual([status, json.code], [503, 'E-STORE-FULL']);
  assert.deepEqual((await face.ask('GET', '/api/v1/users')).json, []);
});

void test('a change names the revision it was made on, and a stale one is refused', async () => {
  await using face = await serveFace();
  const first = await face.ask('POST', '/api/v1/users', { body: bob });
  assert.equal(first.headers.get('etag'), '"1"');
  const asked = (etag: string, address: string) =>
    face.ask('PATCH', '/api/v1/users/bob', { body: { address }, headers: { 'if-match': etag } });
  assert.equal((await asked('"1"', '1')).status, 200);
  const stale = await asked('"1"', '2');
  assert.deepEqual([stale.status, stale.json.code], [412, 'E-STALE']);
  assert.equal((await asked('*', '3')).status, 200);
});

void test('of two changes made at once on the same revision exactly one is done', async () => {
  await using face = await serveFace();
  const one = (name: string) =>
    face.ask('PUT', `/api/v1/users/${name}`, {
      body: { address: name === 'a' ? '1' : '2' },
      headers: { 'if-match': '"0"' },
    });
  const statuses = (await Promise.all([one('a'), one('b')])).map(({ status }) => status);
  assert.deepEqual(new Set(statuses), new Set([201, 412]));
});

void test('a dry run says what would change, refuses what would be refused, and does nothing', async () => {
  await using face = await serveFace();
  const tried = await face.ask('POST', '/api/v1/users?dryRun=true', { body: bob });
  assert.equal(tried.status, 200);
  assert.deepEqual(tried.json, {
    dryRun: true,
    changes: [{ sign: '+', line: 'voip sip user create bob address 1001 login bob' }],
  });
  const refused = await face.ask('POST', '/api/v1/users?dryRun=true', {
    body: { ...bob, areaCode: 'abc' },
  });
  assert.equal(refused.status, 422);
  assert.deepEqual((await face.ask('GET', '/api/v1/users')).json, []);
});

void test('every table, log and group of the model is there with every object of it', async () => {
  await using face = await serveFace();
  await face.ask('POST', '/api/v1/users', { body: bob });
  for (const { name, objects } of [...model.tables, ...model.groups]) {
    const { status, json } = await face.ask('GET', `/api/v1/${name}`);
    assert.equal(status, 200, name);
    const row = Array.isArray(json) ? json[0] : json;
    const fields = objects.map((object) => object.name);
    if (row !== undefined) assert.deepEqual(Object.keys(row), fields, name);
  }
  assert.deepEqual((await face.ask('GET', '/api/v1/call-records?count=5')).json, []);
});

void test('parameters are read, set and given their default again', async () => {
  await using face = await serveFace();
  const set = (t1: number | string) => face.ask('PATCH', '/api/v1/parameters', { body: { t1 } });
  assert.equal((await set(700)).json.t1, 700);
  assert.equal((await set('default')).json.t1, 500);
});
