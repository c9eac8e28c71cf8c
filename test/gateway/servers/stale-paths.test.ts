/** When a silent server is asked from another port. users-ask R8. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StalePaths } from '../../../src/gateway/servers/stale-paths.ts';
import type { Target } from '../../../src/sip/flow.ts';
import { createFakeEvents } from '../../support/fake-events.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const contact = { host: '198.51.100.1', port: 5060, transport: 'udp' } as const;
const target: Target = { transport: 'udp', address: '198.51.100.1', port: 5060, domain: 'x' };

function pathsTo(at: Target, isTranslated = true, isThere = true) {
  const clock = new ManualClock();
  const renewed: number[] = [];
  const events = createFakeEvents(() => 0);
  const core = Object.assign(Object.create(null), {
    clock,
    transport: { renew: () => renewed.push(clock.now()) > 0 && isThere },
    publicAddresses: { isTranslated: () => isTranslated },
    locate: (_: unknown, then: (located: unknown) => void) => then({ ok: true, targets: [at] }),
  });
  return { clock, renewed, events, paths: new StalePaths({ core, events }) };
}

function silences(paths: StalePaths, count: number): void {
  for (let at = 0; at < count; at += 1) paths.silent(contact);
}

void test('three silences in a row: another port, and it is told', async () => {
  const { paths, renewed, events } = pathsTo(target);
  silences(paths, 2);
  assert.equal(renewed.length, 0);
  silences(paths, 1);
  assert.equal(renewed.length, 1);
  assert.equal((await events.query({ limit: 9 }))[0]?.code, 'network.port-renewed');
});

void test('an answer between them begins the count anew', () => {
  const { paths, renewed } = pathsTo(target);
  silences(paths, 2);
  paths.answered(contact);
  silences(paths, 2);
  assert.equal(renewed.length, 0);
});

void test('a hundred lines that meet the same silence change the port once in 30 s', () => {
  const { paths, renewed, clock } = pathsTo(target);
  silences(paths, 100);
  assert.equal(renewed.length, 1);
  clock.advance(30_000);
  silences(paths, 3);
  assert.equal(renewed.length, 2);
});

void test('without a NAT the port is left as it is', () => {
  const { paths, renewed } = pathsTo(target, false);
  silences(paths, 10);
  assert.deepEqual(renewed, []);
});

void test('on a connection two silences in a row are enough for another one, NAT or not', async () => {
  const { paths, renewed, events } = pathsTo({ ...target, transport: 'tls' }, false);
  silences(paths, 1);
  assert.equal(renewed.length, 0);
  silences(paths, 1);
  assert.equal(renewed.length, 1);
  assert.match((await events.query({ limit: 9 }))[0]?.text ?? '', /over another connection/);
});

void test('where there is no connection to give up, nothing is told', async () => {
  const { paths, events } = pathsTo({ ...target, transport: 'tcp' }, false, false);
  silences(paths, 2);
  assert.deepEqual(await events.query({ limit: 9 }), []);
});
