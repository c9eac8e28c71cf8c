/** GET, GETNEXT and GETBULK of RFC 3416 §4.2, views of RFC 3415, and the form of version 1. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyConfiguration } from '../../../src/domain/empty-configuration.ts';
import { createUser } from '../../../src/domain/users.ts';
import { mibObject } from '../../../src/management/snmp/mib.ts';
import { compareOids, formatOid, type Oid, startsWith } from '../../../src/management/snmp/oid.ts';
import { nullValue } from '../../../src/management/snmp/value.ts';
import { instance, openStore, shown } from './store-world.ts';

const sysDescr: Oid = [1, 3, 6, 1, 2, 1, 1, 1, 0];
const userAddress = mibObject('offhookUserAddress').oid;

function withUsers(...names: readonly string[]) {
  return names.reduce(
    (configuration, name, at) => createUser(configuration, { name, address: String(100 + at) }),
    emptyConfiguration,
  );
}

const ask = (...oids: readonly Oid[]) => oids.map((oid) => ({ oid, value: nullValue }));

/** Every instance, one GETNEXT after the other. */
async function walk(store: ReturnType<typeof openStore>, from: Oid, view = 'all') {
  const found: Oid[] = [];
  for (let oid = from; ; ) {
    const { varbinds } = await store.next([oid], { view });
    const [next] = varbinds;
    if (!next || next.value.type === 'endOfMibView') return found;
    assert.ok(compareOids(next.oid, oid) > 0, `${formatOid(next.oid)} after ${formatOid(oid)}`);
    found.push(next.oid);
    oid = next.oid;
  }
}

test('F15: what is no object, and what is no instance, are told apart; the end is the end', async () => {
  const store = openStore();
  const { varbinds } = await store.send({
    varbinds: ask([1, 3, 6, 1, 9], [...userAddress, 3, 97, 98, 99], sysDescr),
  });
  assert.deepEqual(
    varbinds.map(({ value }) => value.type),
    ['noSuchObject', 'noSuchInstance', 'octets'],
  );
  const { varbinds: behind } = await store.next([[2, 0]]);
  assert.deepEqual(behind, [{ oid: [2, 0], value: { type: 'endOfMibView' } }]);
});

test('F6: names of which one begins another all walk and all answer', async () => {
  const names = ['b', 'bob', 'al', 'alice', 'a#*+'];
  const store = openStore({ configuration: withUsers(...names) });
  const walked = (await walk(store, userAddress)).filter((oid) => startsWith(oid, userAddress));
  assert.equal(walked.length, names.length);
  for (const [at, name] of names.entries()) {
    assert.equal(await store.read(`offhookUserAddress.${name}`), String(100 + at));
  }
});

test('a walk visits every instance once, in order, and GET answers each', async () => {
  const store = openStore({ configuration: withUsers('alice', 'bob') });
  const walked = await walk(store, [1, 3, 6, 1]);
  assert.ok(walked.length > 150);
  for (const oid of walked) {
    const { varbinds } = await store.send({ varbinds: ask(oid) });
    assert.ok('value' in (varbinds[0]?.value ?? {}), formatOid(oid));
  }
});

test('GETBULK: non-repeaters once, then rows of all the others', async () => {
  const store = openStore({ configuration: withUsers('alice', 'bob') });
  const areaCode = mibObject('offhookUserAreaCode').oid;
  const { varbinds } = await store.send({
    operation: 'getBulk',
    nonRepeaters: 1,
    maxRepetitions: 2,
    varbinds: ask([1, 3, 6, 1, 2, 1, 1, 1], userAddress, areaCode),
  });
  assert.deepEqual(
    varbinds.map(({ oid }) => formatOid(oid)),
    [
      sysDescr,
      instance('offhookUserAddress.bob'),
      instance('offhookUserAreaCode.bob'),
      instance('offhookUserAddress.alice'),
      instance('offhookUserAreaCode.alice'),
    ].map(formatOid),
  );
});

test('F2, F3: GETBULK with numbers that nobody means stays within its budget', async () => {
  const store = openStore({ configuration: withUsers('alice') });
  for (const [nonRepeaters, maxRepetitions] of [
    [0, 2_147_483_647],
    [-1, 5],
    [2_147_483_647, 1],
    [-2_147_483_648, -1],
  ] as const) {
    const { error, varbinds } = await store.send({
      operation: 'getBulk',
      nonRepeaters,
      maxRepetitions,
      varbinds: ask([1, 3, 6, 1]),
    });
    assert.equal(error, 'noError');
    assert.ok(varbinds.length < 150);
  }
});

test('F14: GETBULK of nothing answers with nothing', async () => {
  const { send } = openStore();
  const none = await send({ operation: 'getBulk', maxRepetitions: 10 });
  assert.deepEqual(none, { error: 'noError', varbinds: [] });
  const noRows = await send({ operation: 'getBulk', varbinds: ask([1, 3, 6, 1]) });
  assert.deepEqual(noRows, { error: 'noError', varbinds: [] });
});

test('GETBULK stops when every repeater is at the end', async () => {
  const { send } = openStore();
  const { varbinds } = await send({
    operation: 'getBulk',
    maxRepetitions: 100,
    varbinds: ask([1, 3, 6, 1, 7], [2, 1]),
  });
  assert.equal(varbinds.length, 2);
});

test('what does not fit is tooBig for GET, and less for GETBULK', async () => {
  const store = openStore({ configuration: withUsers('alice') });
  const many = Array.from({ length: 40 }, () => sysDescr);
  const get = await store.send({ varbinds: ask(...many) });
  assert.deepEqual(get, { error: 'tooBig 0', varbinds: [] });
  const bulk = await store.send({
    operation: 'getBulk',
    maxRepetitions: 500,
    budgetBytes: 400,
    varbinds: ask([1, 3, 6, 1]),
  });
  assert.equal(bulk.error, 'noError');
  assert.ok(bulk.varbinds.length > 3 && bulk.varbinds.length < 20);
  const tiny = await store.send({
    operation: 'getBulk',
    maxRepetitions: 5,
    budgetBytes: 10,
    varbinds: ask([1, 3, 6, 1]),
  });
  assert.equal(tiny.error, 'tooBig 0');
});

test('F13: version 1 has errors for exceptions and passes Counter64', async () => {
  const store = openStore({ configuration: withUsers('alice') });
  const v1 = { version: 'v1', access: 'read' } as const;
  const missing = await store.send({ ...v1, varbinds: ask(sysDescr, [1, 3, 6, 1, 9]) });
  assert.equal(missing.error, 'noSuchName 2');
  const seconds = instance('offhookCallsSeconds');
  assert.equal((await store.send({ ...v1, varbinds: ask(seconds) })).error, 'noSuchName 1');
  const { varbinds } = await store.next([mibObject('offhookCallsInviteFailovers').oid], v1);
  assert.equal(varbinds[0]?.value.type, 'counter32');
  const after = await store.next([varbinds[0]?.oid ?? []], v1);
  assert.notEqual(after.varbinds[0]?.value.type, 'counter64');
  assert.equal((await store.next([[2, 0]], v1)).error, 'noSuchName 1');
});

test('F7: a Counter64 is read like anything else', async () => {
  const { read } = openStore();
  assert.equal(await read('offhookCallsSeconds'), 0);
});

test('a view hides what it does not include, in GET and in walks', async () => {
  const store = openStore({ configuration: withUsers('alice') });
  const walked = await walk(store, [1, 3], 'system');
  assert.ok(walked.length > 10);
  assert.ok(walked.every((oid) => startsWith(oid, [1, 3, 6, 1, 2, 1, 1])));
  const { varbinds } = await store.send({
    view: 'system',
    varbinds: ask(instance('offhookUserAddress.alice')),
  });
  assert.equal(varbinds[0]?.value.type, 'noSuchObject');
});

test('calls can be hidden from those who only watch', async () => {
  const call = {
    id: '17',
    direction: 'outgoing',
    from: 'alice',
    to: '200',
    state: 'connected',
    server: 'east',
    route: 'proxies',
    user: 'alice',
    sipCallId: 'x@y',
    startedAt: '2026-01-01T00:00:00Z',
    connectedAt: '2026-01-01T00:00:00Z',
    tries: [],
  } as const;
  const store = openStore({ runtime: { calls: [call] } });
  assert.equal(await store.read('offhookCallTo.17'), '200');
  assert.equal(await store.read('offhookCallDirection.17'), 2);
  const calls = mibObject('offhookCallTo').oid.slice(0, -2);
  const hidden = await walk(store, calls.slice(0, -1), 'no-calls');
  assert.ok(!hidden.some((oid) => startsWith(oid, calls)));
});

test('instants are told as sysUpTime, or as the seconds since then', async () => {
  const store = openStore({
    configuration: withUsers('alice'),
    runtime: { users: { alice: { status: 'up', since: '2026-01-01T00:01:00Z' } } },
  });
  store.gateway.clock.advance(90_000);
  assert.equal(await store.read('offhookUserRegLastChange.alice'), 6000);
  assert.equal(await store.read('offhookUserRegState.alice'), 1);
});

test('facts in pieces are one line of text', async () => {
  const refusal = { server: 'east', status: 403, reason: 'Forbidden', at: '2026-01-01T00:00:00Z' };
  const attempt = {
    server: 'east',
    outcome: 'refused',
    status: 403,
    reason: '403',
    ms: 3,
  } as const;
  const store = openStore({
    configuration: withUsers('alice'),
    runtime: { users: { alice: { lastRefusal: refusal, tries: [attempt, attempt] } } },
  });
  assert.match(String(await store.read('offhookUserRegLastRefusal.alice')), /^east 403 Forbidden/);
  assert.equal(
    await store.read('offhookUserRegWhy.alice'),
    'east refused 403 3 403; east refused 403 3 403',
  );
});

test('SIP by RFC 4780: timers, servers by role, responses by method and code', async () => {
  const store = openStore();
  store.gateway.statistics.count('sip_responses', 'INVITE', '200', 'in');
  store.gateway.statistics.count('sip_requests', 'INVITE', 'out');
  const of = async (oid: Oid) => {
    const { varbinds } = await store.send({ varbinds: ask(oid) });
    return shown(varbinds[0]?.value ?? nullValue);
  };
  const common = [1, 3, 6, 1, 2, 1, 149, 1];
  const invite = [6, 73, 78, 86, 73, 84, 69];
  assert.equal(await of([...common, 2, 1, 1, 12, 1]), 500);
  assert.equal(await of([...common, 5, 1, 1, 3, 1, ...invite, 200]), 1);
  assert.equal(await of([...common, 4, 1, 1, 2, 1, ...invite]), 1);
  assert.equal(await of([...common, 3, 1, 1, 2, 1]), 1);
  assert.equal(await of([...common, 6, 1, 1, 1, 1]), store.gateway.view.status().transactions);
  assert.equal(await of([1, 3, 6, 1, 2, 1, 27, 1, 1, 6, 1]), 1);
});
