/**
 * The commands that are not made from tables: calls, soft ports, parameters, the system and its
 * configuration.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFakeSession } from '../../support/fake-session.ts';

test('a soft port is lifted, dialled on, answered and put down', async () => {
  const { all, gateway, refusal } = createFakeSession();
  await all(
    'voip ep soft create p1',
    'voip ep soft offhook p1',
    'voip ep soft dial p1 5551234#',
    'voip ep soft answer p1',
    'voip ep soft onhook p1',
  );
  assert.deepEqual(gateway.acts, ['offHook p1', 'dial p1 5551234#', 'answer p1', 'onHook p1']);
  for (const line of ['offhook p9', 'onhook p9', 'answer p9', 'dial p9 1']) {
    assert.match(await refusal(`voip ep soft ${line}`), /^E-NOT-FOUND: there is no port "p9"/);
  }
});

test('a user is told to register now', async () => {
  const { all, gateway, refusal } = createFakeSession();
  await all('voip sip user create alice address 200', 'voip sip user try alice');
  assert.deepEqual(gateway.acts, ['retryRegistration alice']);
  assert.match(await refusal('voip sip user try bob'), /^E-NOT-FOUND/);
});

test('ports are attached and detached once', async () => {
  const { all, json, refusal } = createFakeSession();
  await all(
    'voip ep soft create p1',
    'voip ep soft create p2',
    'voip sip user create alice address 200',
    'voip sip user add alice port p2',
    'voip sip user add alice port p1',
  );
  assert.deepEqual((await json('voip sip user show alice')).ports, ['p2', 'p1']);
  assert.match(await refusal('voip sip user add alice port p1'), /^E-PORT-ATTACHED/);
  await all('voip sip user remove alice port p2');
  assert.match(await refusal('voip sip user remove alice port p2'), /^E-NOT-FOUND/);
});

test('a call is released by its id', async () => {
  const { refusal } = createFakeSession();
  assert.match(await refusal('voip call release 17'), /^E-NOT-FOUND: there is no call "17"/);
});

const record = {
  id: '17',
  direction: 'outgoing' as const,
  from: 'alice',
  to: '5551234',
  startedAt: '2026-01-01T00:00:00.000Z',
  connectedAt: '2026-01-01T00:00:04.000Z',
  endedAt: '2026-01-01T00:01:06.400Z',
  verdict: 'success' as const,
  cause: 'normal-clearing',
  route: 'proxies',
  tries: [
    {
      server: 'a',
      outcome: 'unreachable' as const,
      status: undefined,
      reason: 'no answer',
      ms: 8000,
    },
    { server: 'b', outcome: 'answered' as const, status: 180, reason: 'Ringing', ms: 22.6 },
  ],
};

test('the call log has exactly the fields that scripts know, in their order', async () => {
  const never = { ...record, id: '16', connectedAt: undefined, tries: [] };
  const { json, text, refusal } = createFakeSession({ runtime: { callLog: [record, never] } });
  const rows = await json('voip call log');
  assert.deepEqual(rows[0], {
    id: '17',
    from: 'alice',
    to: '5551234',
    startedAt: '2026-01-01T00:00:00.000Z',
    connectedAt: '2026-01-01T00:00:04.000Z',
    endedAt: '2026-01-01T00:01:06.400Z',
    verdict: 'success',
    cause: 'normal-clearing',
    tries: [
      { server: 'a', outcome: 'unreachable', status: null, ms: 8000 },
      { server: 'b', outcome: 'answered', status: 180, ms: 23 },
    ],
  });
  assert.deepEqual(Object.keys(rows[0]), [
    'id',
    'from',
    'to',
    'startedAt',
    'connectedAt',
    'endedAt',
    'verdict',
    'cause',
    'tries',
  ]);
  assert.equal(rows[1].connectedAt, null);
  assert.equal((await json('voip call log 1')).length, 1);
  assert.match(await text('voip call log'), /alice +5551234 +proxies +62 +success/);
  assert.match(await refusal('voip call log 0'), /^E-VALUE: count is 1 to 10000/);
  assert.match(await refusal('voip call log many'), /^E-VALUE/);
});

test('whatif says the route, how it was found and the servers with their health', async () => {
  const { all, json, text, refusal } = createFakeSession({
    runtime: { proxyServers: { out: { health: 'suspect' } } },
  });
  await all('voip ep soft create p1', 'voip sip proxyserver create out contact 192.0.2.1');
  const answer = await json('voip call whatif p1 5551234');
  assert.equal(answer.route, 'proxies');
  assert.equal(answer.servers[0].health, 'suspect');
  assert.match(await text('voip call whatif p1 5551234'), /^out +suspect/m);
  assert.match(await refusal('voip call whatif nobody 1'), /^E-NOT-FOUND/);
});

test('the media engine is chosen, and what is none is refused', async () => {
  const { json, text, refusal } = createFakeSession();
  assert.equal(await text('media engine show'), 'builtin');
  await json('media engine rtpengine 10.0.0.1:2223 10.0.0.2:2223');
  assert.deepEqual(await json('media engine show'), {
    engine: 'rtpengine 10.0.0.1:2223,10.0.0.2:2223',
  });
  assert.match(await refusal('media engine rtpengine'), /^E-VALUE: media-engine is builtin, or/);
  assert.match(await refusal('media engine rtpengine 10.0.0.1'), /^E-VALUE/);
  await json('media engine builtin');
  assert.equal(await text('media engine show'), 'builtin');
});

test('parameters are set, shown with their ranges, and given back their defaults', async () => {
  const { json, refusal, gateway } = createFakeSession();
  await json('voip sip protocol set register-expires 120');
  const rows = await json('voip sip protocol show');
  const row = rows.find(({ name }: { name: string }) => name === 'register-expires');
  assert.deepEqual(row, {
    name: 'register-expires',
    value: '120',
    default: '3600',
    range: '60 to 86400 s',
    help: 'lease asked of a registrar',
  });
  await json('voip sip protocol set register-expires default');
  assert.deepEqual(gateway.configuration().protocol, {});
  assert.match(
    await refusal('voip sip protocol set register-expires 1'),
    /^E-VALUE: register-expires is 60 to 86400 s, not "1"/,
  );
  assert.match(await refusal('voip sip protocol set colour red'), /^E-COMMAND-UNKNOWN/);
});

test('numbering is set only while no user exists', async () => {
  const { all, gateway, refusal } = createFakeSession();
  await all(
    'voip admin set e164-country-code 39',
    'voip admin set international-call-prefix 00',
    'voip sip user create alice address 200',
  );
  assert.equal(gateway.configuration().e164CountryCode, '39');
  assert.equal(gateway.configuration().internationalCallPrefix, '00');
  assert.match(await refusal('voip admin set e164-country-code 49'), /^E-USERS-EXIST/);
});

test('the status and the entries of the system', async () => {
  const { json, text, all } = createFakeSession({
    runtime: { status: { alarms: ['east is down'] } },
  });
  await all('voip sip user create alice address 200');
  const status = await json('system status');
  assert.equal(status.state, 'running');
  assert.equal(status.operStatus, 'degraded');
  assert.equal(status.linesTotal, 1);
  assert.match(await text('system status'), /^alarms +east is down$/m);
  assert.deepEqual(await json('system entries'), {
    used: 1,
    limit: 100,
    users: 1,
    forwardingRules: 0,
  });
});

test('events are the newest, oldest first', async () => {
  const { json, text, all } = createFakeSession();
  await all('voip ep soft create p1', 'voip ep soft create p2', 'voip ep soft create p3');
  const events = await json('system events 2');
  assert.deepEqual(
    events.map(({ number }: { number: number }) => number),
    [2, 3],
  );
  assert.match(
    await text('system events'),
    /configuration.changed +gateway +revision 1 by cli owner/,
  );
});

test('explain knows codes of events and of refusals, however they are typed', async () => {
  const { json, refusal } = createFakeSession();
  assert.equal((await json('explain server.down')).severity, 'error');
  assert.equal((await json('explain E-ENTRY-LIMIT')).code, 'E-ENTRY-LIMIT');
  assert.equal((await json('explain e-entry-limit')).code, 'E-ENTRY-LIMIT');
  assert.match(await refusal('explain e-nothing'), /^E-NOT-FOUND/);
});

test('revisions say who changed what; the difference of two is shown line by line', async () => {
  const { json, text, all } = createFakeSession();
  await all(
    'voip sip user create alice address 200',
    'voip sip user set alice address 201',
    'voip sip user create bob address 300',
  );
  const revisions = await json('system config revisions');
  assert.deepEqual(revisions[1], {
    number: 2,
    at: '2026-01-01T00:00:00.000Z',
    author: 'cli owner',
    summary: 'voip sip user set alice address 201',
  });
  assert.deepEqual(await json('system config diff 1 3'), {
    lines: [
      { sign: '-', line: 'voip sip user create alice address 200' },
      { sign: '+', line: 'voip sip user create alice address 201' },
      { sign: '+', line: 'voip sip user create bob address 300' },
    ],
  });
  assert.equal(await text('system config diff 2 2'), 'no difference');
});

test('a roll-back is a revision too', async () => {
  const { json, all, gateway, refusal } = createFakeSession();
  await all('voip sip user create alice address 200', 'voip sip user delete alice');
  assert.deepEqual(await json('system config rollback 1'), { ok: true, revision: 3 });
  assert.equal(gateway.configuration().users[0]?.name, 'alice');
  assert.match(await refusal('system config rollback 9'), /^E-NOT-FOUND/);
  assert.match(await refusal('system config rollback x'), /^E-VALUE: a revision is a number/);
});

test('a configuration is put on trial, confirmed, taken back', async () => {
  const { json, text, gateway, refusal } = createFakeSession();
  assert.match(await text('system config commit-confirmed 5'), /^revision 0 comes back at 2026/);
  await json('system conf confirm');
  await json('system config revert');
  assert.deepEqual(gateway.acts, ['commitConfirmed 5', 'confirm', 'revert']);
  assert.match(await refusal('system config commit-confirmed'), /^E-/);
});

test('help lists commands, those under some words, or one with its parameters', async () => {
  const { text, json, refusal } = createFakeSession();
  assert.match(await text('help'), /^voip sip user create <name> address <digit-map>/m);
  assert.equal((await json('help voip sip locationserver')).length, 5);
  const one = await text('help voip sip protocol set');
  assert.match(one, /register-expires +lease asked of a registrar \(60 to 86400 s; 3600\)/);
  assert.match(await text('help v s u cr'), /address: the number of the user/);
  assert.match(await refusal('help nonsense'), /^E-COMMAND-UNKNOWN/);
});

test('a fault of ours is reported as such and told to whoever watches', async () => {
  const { session, faults, gateway } = createFakeSession();
  gateway.view.users = () => {
    throw new TypeError('boom');
  };
  const outcome = await session.execute('voip sip user list');
  assert.ok(!outcome.ok);
  assert.equal(outcome.error.code, 'E-INTERNAL');
  assert.equal(faults.length, 1);
});
