/**
 * Faults as states: who falls, who does not, and when who fell is started again. ADR 3, invariants
 * 5 and 6.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attached, type Change, configured, proxy, softPort, user } from '../support/configured.ts';
import { startCall, toServers } from './start-call.ts';
import { startFamily } from './start-line.ts';

const household: readonly Change[] = [
  proxy('m', '192.0.2.1'),
  proxy('b', '192.0.2.2'),
  softPort('p1'),
  softPort('p2'),
  user('alice', '200'),
  user('bob', '201'),
  attached('alice', 'p1'),
  attached('bob', 'p2'),
];

function startReady() {
  const family = startFamily(configured(...household));
  family.send({ type: 'gateway.ready' });
  family.did();
  return family;
}

type Family = ReturnType<typeof startReady>;

/** Ways in which a child falls, each with the seat that is empty then. */
const falls: readonly (readonly [seat: string, way: string, fall: (family: Family) => void])[] = [
  [
    'port:p1',
    'a port of it throws, contained',
    (family) => {
      family.trouble.contained = 'place p1';
      const port = family.context().ports.get('p1');
      port?.send({ type: 'port.offHook' });
      port?.send({ type: 'port.digit', digit: '1' });
    },
  ],
  [
    'server:proxy:m',
    'a port of it throws, uncontained',
    (family) => {
      family.trouble.raw = 'health proxy:m';
      family.context().servers.get('proxy:m')?.send({ type: 'server.answered' });
    },
  ],
  [
    'line:alice',
    'a port of it throws, uncontained, while it has a registration',
    (family) => {
      family.trouble.raw = 'forget alice';
      const line = family.line('alice');
      const before = line?.getSnapshot().context.user;
      if (before) line?.send({ type: 'line.configure', user: { ...before, login: 'other' } });
    },
  ],
];

for (const [seat, way, fall] of falls) {
  void test(`${seat}: ${way}: it alone falls, is reaped, and comes back later`, () => {
    const family = startReady();
    const others = () => family.children().filter((id) => !id.startsWith(`${seat}#`));
    const before = family.children();
    fall(family);
    assert.deepEqual(family.did(), [`${seat} again in 200`]);
    assert.ok(!family.children().some((id) => id.startsWith(`${seat}#`)), 'gone');
    const registrations = family.children().filter((id) => id === 'registration').length;
    assert.equal(registrations, seat === 'line:alice' ? 1 : 2, 'no child outlives it');
    const untouched = before.filter((id) => !id.startsWith(`${seat}#`) && id !== 'registration');
    assert.deepEqual(
      others().filter((id) => id !== 'registration'),
      untouched,
    );
    assert.equal(family.actor.getSnapshot().matches('running'), true);
    family.trouble.contained = undefined;
    family.trouble.raw = undefined;
    family.clock.advance(199);
    assert.ok(!family.children().some((id) => id.startsWith(`${seat}#`)), 'not at once');
    family.clock.advance(1);
    assert.equal(family.children().filter((id) => id.startsWith(`${seat}#`)).length, 1);
    assert.deepEqual(family.errors, []);
  });
}

void test('five falls in a minute come back at doubling delays, the sixth is parked', () => {
  const family = startReady();
  const [, , fall] = falls[0] ?? assert.fail();
  for (const delay of [200, 400, 800, 1600, 3200]) {
    fall(family);
    assert.deepEqual(family.did(), [`port:p1 again in ${delay}`]);
    family.clock.advance(delay);
  }
  fall(family);
  assert.deepEqual(family.did(), ['port:p1 parked 30000']);
  assert.equal(family.context().resting.get('port:p1')?.isParked, true);
  family.clock.advance(29_999);
  assert.equal(family.context().ports.get('p1'), undefined);
  family.clock.advance(1);
  assert.ok(family.context().ports.get('p1'));
});

void test('a seat that is parked is not woken by another that comes back, or by a change', () => {
  const family = startReady();
  const [port, server] = [falls[0]?.[2] ?? assert.fail(), falls[1]?.[2] ?? assert.fail()];
  for (const delay of [200, 400, 800, 1600, 3200]) {
    port(family);
    family.clock.advance(delay);
  }
  port(family);
  family.did();
  server(family);
  assert.deepEqual(family.did(), ['server:proxy:m again in 200'], 'with a history of its own');
  family.trouble.raw = undefined;
  family.clock.advance(200);
  assert.ok(family.context().servers.get('proxy:m'));
  family.send({ type: 'gateway.configure', configuration: configured(...household) });
  assert.equal(family.context().ports.get('p1'), undefined);
});

void test('a seat that was taken away meanwhile stays empty, and its past is forgotten', () => {
  const family = startReady();
  falls[0]?.[2](family);
  family.send({ type: 'gateway.configure', configuration: configured(softPort('p2')) });
  assert.equal(family.context().resting.size, 0);
  family.clock.advance(60_000);
  assert.deepEqual([...family.context().ports.keys()], ['p2']);
});

void test('nobody comes back while the gateway leaves', () => {
  const family = startReady();
  family.calls.count = 1;
  falls[1]?.[2](family);
  family.send({ type: 'gateway.drain' });
  family.trouble.raw = undefined;
  family.clock.advance(1000);
  assert.equal(family.context().servers.get('proxy:m'), undefined);
});

void test('when the root is done, nobody is left and nothing is due', () => {
  const family = startReady();
  family.context().servers.get('proxy:m')?.send({ type: 'server.silent', reason: 'x' });
  family.send({ type: 'gateway.drain' });
  family.clock.advance(6000);
  assert.equal(family.state(), 'stopped');
  assert.deepEqual([family.roll.alive(), family.clock.pending()], [[], 0]);
});

void test('a call that throws takes only itself down', () => {
  const calls = ['finish', ''].map((broken) => startCall(toServers, broken ? [broken] : []));
  const [bad, good] = calls;
  assert.ok(bad && good);
  bad.send({ type: 'call.release' });
  assert.equal(bad.errors.length, 1);
  assert.deepEqual(good.errors, []);
  good.tell({ type: 'attempt.answered', attempt: 1 });
  assert.equal(good.state(), 'connected');
});
