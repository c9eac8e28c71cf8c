/**
 * SET: rows made, changed and taken away, all of a PDU or nothing. RFC 3416 §4.2.5, RFC 2579
 * RowStatus.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyConfiguration } from '../../../src/domain/empty-configuration.ts';
import { createUser } from '../../../src/domain/users.ts';
import { gauge, int, openStore, rowStatus, text } from './store-world.ts';

const alice = (status = rowStatus.createAndGo) =>
  [
    ['offhookUserAddress.alice', text('100')],
    ['offhookUserRowStatus.alice', status],
  ] as const;

function usersUpTo(count: number) {
  let configuration = emptyConfiguration;
  for (let at = 0; at < count; at += 1) {
    configuration = createUser(configuration, { name: `u${at}`, address: String(1000 + at) });
  }
  return configuration;
}

test('createAndGo makes an active row, whichever varbind comes first', async () => {
  for (const order of [alice(), alice().toReversed()]) {
    const { gateway, set, read } = openStore();
    assert.equal(await set(order), 'noError');
    assert.equal(await read('offhookUserRowStatus.alice'), 1);
    assert.equal(gateway.configuration().users[0]?.address, '100');
    assert.equal(gateway.configuration().users[0]?.enabled, true);
  }
});

test('createAndGo of a row that is there, or without what it needs, is inconsistent', async () => {
  const { gateway, set } = openStore();
  assert.equal(
    await set([['offhookUserRowStatus.bob', rowStatus.createAndGo]]),
    'inconsistentValue 1',
  );
  assert.deepEqual(gateway.configuration().users, []);
  await set(alice());
  assert.equal(await set(alice()), 'inconsistentValue 2');
  assert.equal(gateway.configuration().users.length, 1);
});

test('createAndWait waits for what the row needs, then it is notInService, then active', async () => {
  const { gateway, set, read } = openStore();
  assert.equal(await set([['offhookUserRowStatus.alice', rowStatus.createAndWait]]), 'noError');
  assert.equal(await read('offhookUserRowStatus.alice'), 3);
  assert.equal(await read('offhookUserAddress.alice'), 'noSuchInstance');
  assert.deepEqual(gateway.configuration().users, []);
  assert.equal(await set([['offhookUserAreaCode.alice', text('030')]]), 'noError');
  assert.equal(await read('offhookUserAreaCode.alice'), '030');
  assert.equal(
    await set([['offhookUserRowStatus.alice', rowStatus.active]]),
    'inconsistentValue 1',
  );
  assert.equal(await set([['offhookUserAddress.alice', text('100')]]), 'noError');
  assert.equal(await read('offhookUserRowStatus.alice'), 2);
  assert.equal(gateway.configuration().users[0]?.enabled, false);
  assert.equal(await set([['offhookUserRowStatus.alice', rowStatus.active]]), 'noError');
  assert.deepEqual(gateway.configuration().users[0]?.areaCode, '030');
  assert.equal(gateway.configuration().users[0]?.enabled, true);
});

test('createAndWait with everything in one PDU is notInService at once', async () => {
  const { set, read } = openStore();
  assert.equal(await set(alice(rowStatus.createAndWait)), 'noError');
  assert.equal(await read('offhookUserRowStatus.alice'), 2);
});

test('a row that nobody completes is forgotten after a while', async () => {
  const { gateway, set, read } = openStore();
  await set([['offhookUserRowStatus.alice', rowStatus.createAndWait]]);
  gateway.clock.advance(600_000);
  assert.equal(await read('offhookUserRowStatus.alice'), 'noSuchInstance');
});

test('only so many rows may wait', async () => {
  const { set } = openStore();
  for (let at = 0; at < 32; at += 1) {
    assert.equal(await set([[`offhookUserRowStatus.w${at}`, rowStatus.createAndWait]]), 'noError');
  }
  const one = await set([['offhookUserRowStatus.w32', rowStatus.createAndWait]]);
  assert.equal(one, 'resourceUnavailable 1');
});

test('notInService keeps the row and its entry; destroy frees it; destroy of nothing is fine', async () => {
  const { gateway, set } = openStore();
  await set(alice());
  assert.equal(await set([['offhookUserRowStatus.alice', rowStatus.notInService]]), 'noError');
  assert.equal(gateway.view.entries().used, 1);
  assert.equal(gateway.configuration().users[0]?.enabled, false);
  assert.equal(await set([['offhookUserRowStatus.alice', rowStatus.destroy]]), 'noError');
  assert.equal(gateway.view.entries().used, 0);
  assert.equal(await set([['offhookUserRowStatus.alice', rowStatus.destroy]]), 'noError');
});

test('the entry after the last is refused with resourceUnavailable, and nothing is left behind', async () => {
  const { gateway, set, read } = openStore({ configuration: usersUpTo(100) });
  assert.equal(await set(alice()), 'resourceUnavailable 2');
  const waiting = await set([['offhookUserRowStatus.late', rowStatus.createAndWait]]);
  assert.equal(waiting, 'resourceUnavailable 1');
  assert.equal(await read('offhookUserRowStatus.late'), 'noSuchInstance');
  const rule = await set([
    ['offhookForwardAddress.r', text('1')],
    ['offhookForwardHost.r', text('10.0.0.1')],
    ['offhookForwardRowStatus.r', rowStatus.createAndGo],
  ]);
  assert.equal(rule, 'resourceUnavailable 3');
  assert.equal(gateway.view.entries().used, 100);
});

test('an entry that is freed in a PDU can be taken in the same PDU', async () => {
  const { gateway, set } = openStore({ configuration: usersUpTo(100) });
  const swap = [...alice(), ['offhookUserRowStatus.u0', rowStatus.destroy]] as const;
  assert.equal(await set(swap), 'noError');
  assert.equal(gateway.view.entries().used, 100);
});

test('a good and a bad value in one PDU change nothing', async () => {
  const { gateway, set } = openStore();
  await set(alice());
  const before = gateway.configuration();
  const mixed = await set([
    ['offhookUserAreaCode.alice', text('030')],
    ['offhookUserDomain.alice', text('not a host')],
  ]);
  assert.equal(mixed, 'wrongValue 2');
  assert.equal(gateway.configuration(), before);
});

test('rows of several tables come into being together', async () => {
  const { gateway, set } = openStore();
  const outcome = await set([
    ...alice(),
    ['offhookLocServerHost.east', text('east.example.net')],
    ['offhookLocServerTransport.east', int(2)],
    ['offhookLocServerMaster.east', int(1)],
    ['offhookLocServerRowStatus.east', rowStatus.createAndGo],
    ['offhookPortKind.p1', int(2)],
    ['offhookPortRowStatus.p1', rowStatus.createAndGo],
    ['offhookNotifyMinInterval', gauge(30)],
  ]);
  assert.equal(outcome, 'noError');
  const { locationServers, ports, snmp } = gateway.configuration();
  assert.deepEqual(locationServers[0]?.contact, {
    host: 'east.example.net',
    port: undefined,
    transport: 'tcp',
  });
  assert.equal(locationServers[0]?.master, true);
  assert.equal(ports[0]?.kind, 'soft');
  assert.equal(snmp.notifyIntervalSeconds, 30);
  const revisions = await gateway.commands.revisions();
  assert.equal(revisions.length, 1);
  assert.equal(revisions[0]?.author, 'snmp test');
});

test('a user rings the ports that are named, one made in the same PDU among them', async () => {
  const { gateway, set, read } = openStore();
  const ports = ['p1', 'p2'].flatMap((name) => [
    [`offhookPortKind.${name}`, int(2)] as const,
    [`offhookPortRowStatus.${name}`, rowStatus.createAndGo] as const,
  ]);
  assert.equal(
    await set([...ports, ['offhookUserPorts.alice', text('p2 p1')], ...alice()]),
    'noError',
  );
  assert.deepEqual(gateway.configuration().users[0]?.ports, ['p2', 'p1']);
  assert.equal(await read('offhookUserPorts.alice'), 'p2 p1');
  assert.equal(await set([['offhookUserPorts.alice', text('')]]), 'noError');
  assert.deepEqual(gateway.configuration().users[0]?.ports, []);
});

test('making one server the master takes the mark from the other', async () => {
  const { gateway, set } = openStore();
  for (const name of ['east', 'west']) {
    await set([
      [`offhookProxyServerHost.${name}`, text(`${name}.example.net`)],
      [`offhookProxyServerMaster.${name}`, int(1)],
      [`offhookProxyServerRowStatus.${name}`, rowStatus.createAndGo],
    ]);
  }
  assert.deepEqual(
    gateway.configuration().proxyServers.map(({ master }) => master),
    [false, true],
  );
  assert.equal(
    await set([
      ['offhookProxyServerMaster.east', int(1)],
      ['offhookProxyServerMaster.west', int(1)],
    ]),
    'inconsistentValue 2',
    'one PDU cannot make two',
  );
  assert.equal(gateway.configuration().proxyServers[1]?.master, true);
});

const refused: readonly (readonly [
  why: string,
  pair: readonly [string, ReturnType<typeof int>],
  error: string,
])[] = [
  ['a value of another type', ['offhookUserAddress.alice', int(1)], 'wrongType 1'],
  ['a text that is too long', ['offhookUserAreaCode.alice', text('01234567890')], 'wrongLength 1'],
  ['a label that is none', ['offhookUserTransport.alice', int(9)], 'wrongValue 1'],
  ['a number out of range', ['offhookNotifyMinInterval', gauge(3601)], 'wrongValue 1'],
  [
    'octets that are no UTF-8',
    ['offhookUserLogin.alice', { type: 'octets', value: Buffer.from([0xff, 0xfe]) }],
    'wrongValue 1',
  ],
  ['a column that is read-only', ['offhookUserRegState.alice', int(1)], 'notWritable 1'],
  ['a row that is not there', ['offhookUserAreaCode.bob', text('1')], 'inconsistentName 1'],
  [
    'a name that cannot be',
    ['offhookUserRowStatus.1digit', rowStatus.createAndWait],
    'noCreation 1',
  ],
  [
    'a status that nobody may set',
    ['offhookUserRowStatus.alice', rowStatus.notReady],
    'wrongValue 1',
  ],
  ['another kind of storage', ['offhookUserStorageType.alice', int(2)], 'wrongValue 1'],
  ['what is settled at creation', ['offhookPortKind.p1', int(1)], 'notWritable 1'],
  ['a port that is not there', ['offhookUserPorts.alice', text('p9')], 'wrongValue 1'],
];

for (const [why, pair, error] of refused) {
  test(`${why} is refused: ${error}`, async () => {
    const { gateway, set } = openStore();
    await set(alice());
    await set([
      ['offhookPortKind.p1', int(2)],
      ['offhookPortRowStatus.p1', rowStatus.createAndGo],
    ]);
    const before = gateway.configuration();
    assert.equal(await set([pair]), error);
    assert.equal(gateway.configuration(), before);
  });
}

test('what lies outside the tree cannot be made', async () => {
  const { send } = openStore();
  const oid = [1, 3, 6, 1, 4, 1, 1, 1, 0];
  const { error } = await send({ operation: 'set', varbinds: [{ oid, value: int(1) }] });
  assert.equal(error, 'noCreation 1');
});

test('F10: a reader creates nothing, whatever it asks', async () => {
  const { gateway, set } = openStore();
  assert.equal(await set(alice(), { access: 'read' }), 'noAccess 1');
  assert.equal(await set(alice(rowStatus.createAndWait), { access: 'read' }), 'noAccess 1');
  assert.equal(await set(alice(), { view: 'system' }), 'noAccess 1');
  assert.deepEqual(gateway.configuration().users, []);
});

test('F11: a row that createAndGo made reads active', async () => {
  const { set, read } = openStore();
  await set(alice());
  assert.equal(await read('offhookUserRowStatus.alice'), 1);
});

test('F12: an unknown instance is refused, and a column before RowStatus is kept', async () => {
  const { gateway, set } = openStore();
  assert.equal(await set([['offhookUserDomain.bob', text('example.net')]]), 'inconsistentName 1');
  await set([
    ['offhookUserDomain.alice', text('example.net')],
    ['offhookUserAddress.alice', text('1')],
    ['offhookUserRowStatus.alice', rowStatus.createAndGo],
  ]);
  assert.equal(gateway.configuration().users[0]?.domain, 'example.net');
});

test('F8: an odd RowStatus and two destroys of one row are refused like anything else', async () => {
  const { set } = openStore();
  await set(alice());
  const odd = { type: 'counter64', value: 6n } as const;
  assert.equal(await set([['offhookUserRowStatus.alice', odd]]), 'wrongType 1');
  const destroy = ['offhookUserRowStatus.alice', rowStatus.destroy] as const;
  assert.equal(await set([destroy, destroy]), 'inconsistentValue 2');
});

test('a disk that is full fails the commit, and nothing has changed', async () => {
  const { gateway, set } = openStore();
  gateway.failNextChange('E-STORE-FULL');
  assert.equal(await set(alice()), 'commitFailed 1');
  assert.deepEqual(gateway.configuration().users, []);
});

test('a password is written and reads as nothing', async () => {
  const { gateway, set, read } = openStore();
  await set([...alice(), ['offhookUserPassword.alice', text('s3cret')]]);
  assert.equal(gateway.configuration().users[0]?.password?.reveal(), 's3cret');
  assert.equal(await read('offhookUserPassword.alice'), '');
  const [revision] = await gateway.commands.revisions();
  assert.doesNotMatch(revision?.summary ?? '', /s3cret/);
});

test('of two managers with the same serial number one is refused', async () => {
  const { send } = openStore();
  const oid = [1, 3, 6, 1, 6, 3, 1, 1, 6, 1, 0];
  const set = async () =>
    (await send({ operation: 'set', varbinds: [{ oid, value: int(0) }] })).error;
  assert.equal(await set(), 'noError');
  assert.equal(await set(), 'inconsistentValue 1');
});

test('a master’s SET is tested, committed and undone in phases', async () => {
  const { gateway, set } = openStore();
  const phase = { version: 'agentx', transaction: '1/1' } as const;
  assert.equal(await set(alice(), { operation: 'testSet', ...phase }), 'noError');
  assert.deepEqual(gateway.configuration().users, []);
  assert.equal(await set([], { operation: 'commitSet', ...phase }), 'noError');
  assert.equal(gateway.configuration().users.length, 1);
  assert.equal(await set([], { operation: 'undoSet', ...phase }), 'noError');
  assert.deepEqual(gateway.configuration().users, []);
});

test('a test that fails is told before anything is committed', async () => {
  const { set } = openStore({ configuration: usersUpTo(100) });
  const phase = { version: 'agentx', transaction: '1/2' } as const;
  const tested = await set(alice(), { operation: 'testSet', ...phase });
  assert.equal(tested, 'resourceUnavailable 2');
  assert.equal(await set([], { operation: 'commitSet', ...phase }), 'commitFailed 1');
});
