/** Live drills, in virtual time: one line loses a server, and nobody else notices. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Configuration } from '../../src/domain/configuration.ts';
import {
  attached,
  type Change,
  configured,
  location,
  proxy,
  softPort,
  user,
} from '../support/configured.ts';
import { type LiveWorld, startLiveWorld } from './live-world.ts';

const east = '198.18.0.1:5060';

/** Both servers register and take calls; east is the master of both lists. */
function household(...more: readonly Change[]): Configuration {
  return configured(
    location('east', 'east.example.com', true),
    location('west', 'west.example.com'),
    proxy('east', 'east.example.com', true),
    proxy('west', 'west.example.com'),
    softPort('p1'),
    softPort('p2'),
    user('alice', '200'),
    user('bob', '201'),
    attached('alice', 'p1'),
    attached('bob', 'p2'),
    ...more,
  );
}

async function registered(configuration = household()): Promise<LiveWorld> {
  const world = await startLiveWorld(configuration);
  await world.run(60_000, () => world.gateway.view.users().every(({ status }) => status === 'up'));
  await world.run(2000);
  return world;
}

function serverOf({ gateway }: LiveWorld, name: string): string | null | undefined {
  return gateway.view.users().find((one) => one.name === name)?.server;
}

const order = { server: 'east', seconds: 60, line: 'alice' };

void test('the canary line leaves the server and comes back; nobody else has noticed anything', async () => {
  const world = await registered();
  const { gateway, events, sent, shadow } = world;
  assert.deepEqual([serverOf(world, 'alice'), serverOf(world, 'bob')], ['east', 'east']);
  const before = events.length;
  const beganMs = shadow.clock.now();
  const begun = await world.settled(gateway.commands.drills.start(order));
  assert.deepEqual([begun.name, begun.mode, begun.state], ['1', 'live', 'running']);
  await world.run(30_000);
  assert.deepEqual([serverOf(world, 'alice'), serverOf(world, 'bob')], ['west', 'east']);
  const [running] = gateway.view.drills();
  assert.equal(running?.state, 'running');
  await world.run(600_000, () => gateway.view.drills()[0]?.state === 'finished');
  assert.deepEqual([serverOf(world, 'alice'), serverOf(world, 'bob')], ['east', 'east']);
  const [report] = gateway.view.drills();
  assert.ok(report);
  const { noticedMs, movedMs, returnedMs } = report;
  assert.ok(noticedMs !== null && movedMs !== null && returnedMs !== null);
  assert.ok(noticedMs > 0 && noticedMs <= movedMs && movedMs < 12_000, `${noticedMs} ${movedMs}`);
  assert.ok(returnedMs > 60_000 && returnedMs < 300_000, String(returnedMs));
  assert.deepEqual([report.lines, report.linesMoved, report.linesReturned], [1, 1, 1]);
  // Nothing of alice has reached east while it lasted.
  const reached = sent.filter(
    ({ atMs, to, text }) =>
      to === east && atMs >= beganMs && atMs < beganMs + 60_000 && text.includes('sip:200@'),
  );
  assert.deepEqual(reached, []);
  // Its health is as it was for everybody else.
  assert.equal(gateway.view.servers('location')[0]?.health, 'up');
  const codes = events.slice(before).map(({ code, subject }) => `${code} ${subject.name}`);
  assert.deepEqual(codes, [
    'drill.started ',
    'registration.moved alice',
    'registration.moved alice',
    'drill.ended ',
  ]);
});

void test('calls of the canary line go to the other proxy meanwhile, calls of others as before', async () => {
  const world = await registered();
  const { gateway, sent } = world;
  await world.settled(gateway.commands.drills.start(order));
  await world.run(12_000);
  gateway.commands.dial('p1', '5550100#');
  gateway.commands.dial('p2', '5550200#');
  await world.run(20_000, () => gateway.view.calls().every(({ state }) => state === 'connected'));
  const servers = gateway.view.calls().map(({ user: caller, server }) => `${caller} ${server}`);
  assert.deepEqual(servers.sort(), ['alice west', 'bob east']);
  assert.ok(!sent.some(({ to, text }) => to === east && text.startsWith('INVITE sip:5550100')));
  gateway.commands.onHook('p1');
  gateway.commands.onHook('p2');
  await world.run(1000);
  const [report] = gateway.view.drills();
  assert.deepEqual([report?.calls, report?.callsLost], [1, 0]);
});

const emergency = household((configuration) => ({
  ...configuration,
  protocol: { ...configuration.protocol, 'emergency-numbers': '112' },
}));

void test('an emergency call of the canary line reaches the server, and ends the drill', async () => {
  const world = await registered(emergency);
  const { gateway, sent } = world;
  await world.settled(gateway.commands.drills.start(order));
  await world.run(1000);
  gateway.commands.dial('p1', '112#');
  await world.run(30_000, () => gateway.view.calls()[0]?.state === 'connected');
  assert.ok(sent.some(({ to, text }) => to === east && text.startsWith('INVITE sip:112@')));
  assert.equal(gateway.view.calls()[0]?.server, 'east');
  const [report] = gateway.view.drills();
  assert.deepEqual([report?.state, report?.reason], ['stopped', 'an emergency call is made']);
});

const incoming = (callId: string, to: string) =>
  [
    `INVITE sip:${to}@127.0.0.1:5070 SIP/2.0`,
    `Via: SIP/2.0/UDP ${east};branch=z9hG4bK${callId}`,
    'Max-Forwards: 70',
    'From: <sip:555@east.example.com>;tag=1',
    `To: <sip:${to}@east.example.com>`,
    `Call-ID: ${callId}`,
    'CSeq: 1 INVITE',
    `Contact: <sip:555@${east}>`,
    'Content-Length: 0',
    '\r\n',
  ].join('\r\n');

void test('a call from the server to the canary line vanishes, one to another line does not', async () => {
  const world = await registered();
  const { gateway } = world;
  const from = { address: '198.18.0.1', port: 5060 };
  await world.settled(gateway.commands.drills.start(order));
  await world.run(1000);
  world.receive(incoming('to-alice', '200'), from);
  world.receive(incoming('to-bob', '201'), from);
  assert.deepEqual(
    gateway.view.calls().map(({ user: called }) => called),
    ['bob'],
  );
});

void test('stopped, the drill leaves nothing behind: the next message passes', async () => {
  const world = await registered();
  const { gateway, sent, shadow } = world;
  await world.settled(gateway.commands.drills.start(order));
  await world.run(1000);
  gateway.commands.drills.stop('1');
  const stoppedMs = shadow.clock.now();
  gateway.commands.retryRegistration('alice');
  await world.run(2000);
  assert.ok(
    sent.some(
      ({ atMs, to, text }) => atMs >= stoppedMs && to === east && text.includes('sip:200@'),
    ),
  );
  assert.throws(() => gateway.commands.drills.stop('1'), { code: 'E-DRILL-RUNNING' });
  assert.throws(() => gateway.commands.drills.stop('7'), { code: 'E-NOT-FOUND' });
});

void test('a gateway that stops ends its drill first, and can give the binding back', async () => {
  const world = await registered();
  const { gateway, sent, shadow } = world;
  await world.settled(gateway.commands.drills.start(order));
  await world.run(1000);
  const stoppedMs = shadow.clock.now();
  await world.settled(gateway.stop());
  assert.equal(world.events.find(({ code }) => code === 'drill.ended')?.facts['state'], 'stopped');
  await assert.rejects(gateway.commands.drills.start(order), { code: 'E-NOT-RUNNING' });
  assert.ok(
    sent.some(
      ({ atMs, to, text }) =>
        atMs >= stoppedMs && to === east && text.includes('sip:200@') && /Expires: 0/i.test(text),
    ),
  );
});

void test('what would leave a line without a server, or cut a call, is refused', async () => {
  const world = await registered();
  const { drills } = world.gateway.commands;
  const refused = (wanted: Partial<typeof order>, code: string) =>
    assert.rejects(drills.start({ ...order, ...wanted }), { code });
  await refused({ server: 'north' }, 'E-NOT-FOUND');
  await refused({ line: 'carol' }, 'E-NOT-FOUND');
  await refused({ seconds: 0 }, 'E-VALUE');
  await refused({ seconds: 3601 }, 'E-VALUE');
  await refused({ seconds: 1.5 }, 'E-VALUE');
  world.gateway.commands.dial('p1', '5550100#');
  await world.run(5000);
  await refused({}, 'E-DRILL-UNSAFE');
  await world.settled(drills.start({ ...order, line: 'bob' }));
  await refused({ line: 'bob' }, 'E-DRILL-RUNNING');
  const alone = await registered(
    configured(
      location('east', 'east.example.com'),
      softPort('p1'),
      user('alice', '200'),
      attached('alice', 'p1'),
    ),
  );
  await assert.rejects(alone.gateway.commands.drills.start(order), { code: 'E-DRILL-UNSAFE' });
});

void test('a drill that is scheduled is held when it is due, and what cannot be held is told', async () => {
  const world = await registered();
  const { commands, view } = world.gateway;
  await commands.drills.schedule({ ...order, name: 'nightly', time: { daily: '03:00' } });
  assert.deepEqual(
    view.scheduledDrills().map(({ name, dueAt }) => [name, dueAt]),
    [['nightly', '2026-01-01T03:00:00.000Z']],
  );
  await world.run(3 * 3_600_000 - world.shadow.clock.now() - 1000);
  assert.equal(view.drills().length, 0);
  await world.run(3_600_000, () => view.drills()[0]?.state === 'finished');
  const [held] = view.drills();
  assert.deepEqual([held?.mode, held?.linesReturned], ['live', 1]);
  assert.ok(Date.parse(held?.startedAt ?? '') - Date.UTC(2026, 0, 1, 3) < 30_000);
  assert.equal(view.scheduledDrills()[0]?.dueAt, '2026-01-02T03:00:00.000Z');
  await commands.submit(
    (configuration) => ({ ...configuration, users: configuration.users.slice(1) }),
    { face: 'test', name: 'test' },
    'alice leaves',
  );
  await world.run(24 * 3_600_000);
  const refusal = world.events.find(({ code }) => code === 'drill.refused');
  assert.equal(refusal?.facts['reason'], 'E-NOT-FOUND');
  await commands.drills.unschedule('nightly');
  assert.deepEqual(view.scheduledDrills(), []);
});
