/**
 * The commands of tables: made from the model, with the words and the JSON that scripts rely on.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFakeSession } from '../../support/fake-session.ts';

for (const kind of ['locationserver', 'proxyserver']) {
  test(`${kind}: created, moved, made master, disabled, deleted`, async () => {
    const { json, all, text } = createFakeSession();
    await all(
      `voip sip ${kind} create east contact sip.example.net:5070;transport=tcp master`,
      `voip sip ${kind} create west contact [2001:db8::1]`,
      `voip sip ${kind} create north contact 192.0.2.1 master`,
      `voip sip ${kind} set east disable`,
      `voip sip ${kind} set north position 1`,
    );
    assert.deepEqual(await json(`voip sip ${kind} list`), [
      { name: 'north', contact: '192.0.2.1', master: true, order: 1, health: 'unknown' },
      { name: 'west', contact: '[2001:db8::1]', master: false, order: 2, health: 'unknown' },
      {
        name: 'east',
        contact: 'sip.example.net:5070;transport=tcp',
        master: false,
        order: 3,
        health: 'disabled',
      },
    ]);
    assert.equal((await json(`voip sip ${kind} show east`)).position, 2);
    await all(`voip sip ${kind} set north nomaster`, `voip sip ${kind} delete west`);
    assert.match(await text(`voip sip ${kind} list`), /north +192.0.2.1 +no/);
  });
}

test('a flag and its opposite exclude each other', async () => {
  const { refusal, all } = createFakeSession();
  await all('voip sip locationserver create east contact 192.0.2.1');
  assert.match(
    await refusal('voip sip locationserver set east master nomaster'),
    /^E-COMMAND-TWICE: master and nomaster exclude each other/,
  );
});

test('a forwarding rule: every field set and taken away', async () => {
  const { json, all } = createFakeSession({
    runtime: { rules: { short01: { matches: 3, lastMatchAt: '2026-01-01T00:00:00Z' } } },
  });
  await all(
    'voip sip fdb create short01 address 01 contact 127.0.0.1:5099 proxy domain example.net fwaddress 0039 priority 3',
  );
  assert.deepEqual(await json('voip sip fdb list'), [
    {
      name: 'short01',
      address: '01',
      contact: '127.0.0.1:5099',
      proxy: true,
      domain: 'example.net',
      fwaddress: '0039',
      priority: 3,
      enabled: true,
    },
  ]);
  assert.equal((await json('voip sip fdb show short01')).matches, 3);
  await all('voip sip fdb set short01 noproxy domain "" fwaddress "" priority 0 disable');
  const [rule] = await json('voip sip fdb list');
  assert.deepEqual(
    [rule.proxy, rule.domain, rule.fwaddress, rule.priority, rule.enabled],
    [false, null, null, 0, false],
  );
  await all('voip sip fdb delete short01');
  assert.deepEqual(await json('voip sip fdb list'), []);
});

test('ports of either kind: created with what is theirs, listed, set, deleted', async () => {
  const { json, all, refusal } = createFakeSession({
    runtime: { ports: { desk: { registered: true, contact: 'sip:desk@192.0.2.9' } } },
  });
  await all(
    'voip ep sip create desk login desk password secret contact sip:desk@192.0.2.9',
    'voip ep soft create p1',
    'voip ep set p1 digitmap xxx|0. dialmask 1',
  );
  assert.deepEqual(await json('voip ep list'), [
    { name: 'desk', kind: 'sip', state: 'onHook', registered: true },
    { name: 'p1', kind: 'soft', state: 'onHook', registered: true },
  ]);
  const shown = await json('voip ep show p1');
  assert.deepEqual([shown.digitMap, shown.dialMask], ['xxx|0.', 1]);
  assert.match(await refusal('voip ep sip create other'), /^E-COMMAND-MISSING: login is missing/);
  assert.match(await refusal('voip ep soft create p2 login x'), /^E-COMMAND-UNKNOWN/);
  await all('voip ep delete desk');
  assert.equal((await json('voip ep list')).length, 1);
});

test('the two interfaces are set and listed', async () => {
  const { json, refusal } = createFakeSession();
  await json('voip sip interface set wan address 192.0.2.1 port 5080 advertise 198.51.100.7');
  assert.deepEqual(await json('voip sip interface list'), [
    { name: 'lan', address: '127.0.0.1', port: 5060, advertise: null },
    { name: 'wan', address: '192.0.2.1', port: 5080, advertise: '198.51.100.7' },
  ]);
  await json('voip sip interface set wan advertise ""');
  assert.match(await refusal('voip sip interface set dmz port 1'), /^E-COMMAND-UNKNOWN/);
  assert.match(await refusal('voip sip interface set lan address nowhere'), /^E-ADDRESS/);
});

test('prefix replacements are made, listed with their ports, and deleted', async () => {
  const { json, all, refusal } = createFakeSession();
  await all(
    'voip ep soft create p1',
    'voip admin prefix-replacement create prefix001 prefix *001 replacement 04411',
    'voip admin prefix-replacement add prefix001 port p1',
  );
  assert.deepEqual(await json('voip admin prefix-replacement list'), [
    { name: 'prefix001', prefix: '*001', replacement: '04411', ports: ['p1'] },
  ]);
  await all('voip admin prefix-replacement remove prefix001 port p1');
  assert.deepEqual((await json('voip ep show p1')).prefixReplacements, []);
  await all('voip admin prefix-replacement delete prefix001');
  assert.match(await refusal('voip admin prefix-replacement show prefix001'), /^E-NOT-FOUND/);
});

test('calls in progress are listed with exactly the fields that scripts know', async () => {
  const call = {
    id: '17',
    direction: 'outgoing' as const,
    from: 'alice',
    to: '5551234',
    state: 'connected',
    server: 'out',
    route: 'proxies',
    user: 'alice',
    sipCallId: 'abc',
    startedAt: '2026-01-01T00:00:00.000Z',
    connectedAt: null,
    tries: [
      { server: 'out', outcome: 'answered' as const, status: undefined, reason: 'ringing', ms: 8 },
    ],
  };
  const { json, text } = createFakeSession({ runtime: { calls: [call] } });
  assert.deepEqual(await json('voip call list'), [
    {
      id: '17',
      direction: 'outgoing',
      from: 'alice',
      to: '5551234',
      state: 'connected',
      server: 'out',
    },
  ]);
  const shown = await json('voip call show 17');
  assert.equal(shown.remote, '5551234');
  assert.deepEqual(shown.tries[0].status, null);
  assert.match(await text('voip call show 17'), /^out +answered +- +8 +ringing$/m);
});

test('refusals of the domain reach the operator with their code, and nothing has changed', async () => {
  const { refusal, json, gateway } = createFakeSession();
  await json('voip sip user create alice address 200');
  const before = gateway.configuration();
  for (const [line, code] of [
    ['voip sip user create alice address 201', 'E-NAME-TAKEN'],
    ['voip sip user create bob address 200', 'E-ADDRESS-TAKEN'],
    ['voip sip user create 9lives address 201', 'E-NAME'],
    ['voip sip user create bob address 201 areacode x', 'E-DIGITS'],
    ['voip sip user create bob address [2', 'E-DIGIT-MAP'],
    ['voip sip user set carol address 1', 'E-NOT-FOUND'],
    ['voip sip user add alice port p9', 'E-NOT-FOUND'],
    ['voip sip locationserver create east contact host:99999', 'E-CONTACT'],
    ['voip sip fdb create r address 1 contact h priority 8', 'E-VALUE'],
    ['voip ep set nowhere dialmask 1', 'E-NOT-FOUND'],
  ] as const) {
    assert.ok((await refusal(line)).startsWith(`${code}: `), `${line}: ${await refusal(line)}`);
  }
  assert.equal(gateway.configuration(), before);
});

test('the shared limit of entries holds for both tables', async () => {
  const { all, refusal } = createFakeSession();
  await all(
    ...Array.from({ length: 64 }, (_, n) => `voip sip user create u${n} address ${1000 + n}`),
    ...Array.from(
      { length: 36 },
      (_, n) => `voip sip fdb create r${n} address ${20 + n} contact h`,
    ),
  );
  for (const line of ['user create more address 1', 'fdb create more address 1 contact h']) {
    assert.match(
      await refusal(`voip sip ${line}`),
      /^E-ENTRY-LIMIT: 100 entries are in use \(64 users, 36 forwarding rules\)/,
    );
  }
});

test('a change that cannot be written is refused and not applied', async () => {
  const { gateway, refusal } = createFakeSession();
  gateway.failNextChange('E-STORE-FULL');
  assert.match(await refusal('voip sip user create alice address 200'), /^E-STORE-FULL/);
  assert.deepEqual(gateway.configuration().users, []);
});
