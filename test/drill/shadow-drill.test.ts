/** Shadow drills: the same machines, a world that does not exist, no time at all. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGateway } from '../../src/gateway/create-gateway.ts';
import { drillInShadow } from '../../src/gateway/drills/shadow-drill.ts';
import { shadowConfiguration } from '../../src/gateway/drills/shadow-world.ts';
import { nextTurn } from '../../src/runtime/turn.ts';
import {
  attached,
  type Change,
  configured,
  location,
  phone,
  proxy,
  softPort,
  user,
} from '../support/configured.ts';
import { startLiveWorld, startMs } from './live-world.ts';

const servers: readonly Change[] = [
  location('east', 'east.example.com', true),
  location('west', 'west.example.com'),
  proxy('east', 'east.example.com', true),
  proxy('west', 'west.example.com:5071;transport=tls'),
];

function lines(count: number): readonly Change[] {
  return Array.from({ length: count }, (_, at) => [
    phone(`p${at}`, { password: 'secret-of-the-phone' }),
    user(`u${at}`, String(200 + at), { login: `u${at}`, password: 'secret-of-the-user' }),
    attached(`u${at}`, `p${at}`),
  ]).flat();
}

async function figuresOf(changes: readonly Change[], seconds = 60, server = 'east') {
  const watch = await drillInShadow({
    create: createGateway,
    configuration: configured(...changes),
    order: { server, seconds, line: undefined },
    startedAtMs: startMs,
    turn: nextTurn,
    isStopped: () => false,
  });
  return watch.figures();
}

void test('every line moves to the other server and comes back, every call is made all the same', async () => {
  const figures = await figuresOf([...servers, ...lines(4)]);
  const { noticedMs, movedMs, returnedMs, ...counts } = figures;
  assert.deepEqual(counts, { lines: 4, linesMoved: 4, linesReturned: 4, calls: 4, callsLost: 0 });
  assert.ok(noticedMs !== null && movedMs !== null && returnedMs !== null);
  assert.ok(noticedMs <= movedMs && movedMs < 60_000 && returnedMs > 60_000);
});

void test('the same drill of the same configuration always has the same result', async () => {
  const changes = [...servers, ...lines(3)];
  assert.deepEqual(await figuresOf(changes), await figuresOf(changes));
});

void test('with a single server nobody moves, calls are lost, and all come back', async () => {
  const [east, , out] = servers;
  assert.ok(east && out);
  const figures = await figuresOf([east, out, ...lines(3)]);
  const { linesMoved, linesReturned, calls, callsLost } = figures;
  assert.deepEqual([linesMoved, linesReturned, calls, callsLost], [0, 3, 3, 3]);
});

void test('a server that nobody is registered on is missed by nobody', async () => {
  const figures = await figuresOf([...servers, ...lines(2)], 60, 'west');
  assert.deepEqual([figures.lines, figures.linesMoved, figures.movedMs], [0, 0, null]);
});

void test('no secret goes along into the shadow world', () => {
  const shadow = shadowConfiguration(configured(...servers, ...lines(2)));
  assert.ok(shadow.users.every(({ password }) => password === undefined));
  assert.ok(shadow.ports.every(({ kind, password }) => kind === 'soft' && password === undefined));
});

void test('a shadow drill sends nothing, counts nothing of the real gateway, and is reported', async () => {
  const world = await startLiveWorld(
    configured(...servers, softPort('p'), user('u', '200'), attached('u', 'p')),
  );
  const { gateway, sent } = world;
  await world.run(20_000);
  const before = sent.length;
  const report = await gateway.commands.drills.start({
    server: 'east',
    seconds: 60,
    line: undefined,
  });
  assert.equal(sent.length, before);
  assert.deepEqual([report.state, report.mode, report.linesReturned], ['finished', 'shadow', 1]);
  assert.deepEqual(gateway.view.drills(), [report]);
  assert.equal(gateway.view.users()[0]?.registration.failovers, 0);
  assert.equal(gateway.statistics.total('drills', 'shadow', 'finished'), 1);
  assert.equal(gateway.statistics.total('drill_move', 'shadow'), 1);
});

void test('a shadow drill can be stopped', async () => {
  const world = await startLiveWorld(configured(...servers, ...lines(20).slice(0)));
  const { drills } = world.gateway.commands;
  const ending = drills.start({ server: 'east', seconds: 3600, line: undefined });
  await nextTurn();
  drills.stop('1');
  const report = await ending;
  assert.deepEqual([report.state, report.reason], ['stopped', 'somebody has stopped it']);
});
