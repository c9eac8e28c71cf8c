/** Strangers are held to a rate, source by source, and nobody else is. Threat T5. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Acquaintances } from '../../../src/gateway/servers/acquaintances.ts';
import { Strangers } from '../../../src/gateway/servers/strangers.ts';
import { Statistics } from '../../../src/management/statistics.ts';
import type { Flow } from '../../../src/sip/flow.ts';
import { configured } from '../../support/configured.ts';
import { createFakeEvents } from '../../support/fake-events.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const server = '198.51.100.1';
const phone = '192.0.2.5';

function flowFrom(address: string): Flow {
  return { side: 'wan', transport: 'udp', address, port: 5060, connectionId: undefined };
}

function guard(perSecond: number) {
  const clock = new ManualClock();
  const statistics = new Statistics();
  const events = createFakeEvents(() => 0);
  const configuration = { ...configured(), protocol: { 'stranger-rate': String(perSecond) } };
  const strangers = new Strangers({
    ...{ clock, statistics, events },
    configuration: () => configuration,
    peers: () => ({ areAt: (address) => address === server }),
    phones: () => ({ areAt: (address) => address === phone }),
  });
  /** How many of so many messages are let in. */
  const admitted = (address: string, count: number) =>
    Array.from({ length: count }, () => strangers.admits(flowFrom(address))).filter(Boolean).length;
  const told = async () =>
    (await events.query({ limit: 1000 })).map(({ facts }) => facts['source']);
  return { clock, statistics, strangers, admitted, told };
}

void test('a stranger has a burst of two seconds, then its rate', () => {
  const { clock, admitted } = guard(10);
  assert.equal(admitted('203.0.113.9', 100), 20);
  clock.advance(1000);
  assert.equal(admitted('203.0.113.9', 100), 10);
  clock.advance(100);
  assert.equal(admitted('203.0.113.9', 100), 1);
});

void test('one flooding source takes nothing from another', () => {
  const { admitted } = guard(10);
  admitted('203.0.113.9', 10_000);
  assert.equal(admitted('203.0.113.10', 5), 5);
});

void test('servers and phones of ours are never held up', () => {
  const { admitted, statistics } = guard(1);
  assert.equal(admitted(server, 10_000), 10_000);
  assert.equal(admitted(phone, 10_000), 10_000);
  assert.equal(statistics.total('sip_dropped'), 0);
});

void test('a rate of 0 lets everything in', () => {
  assert.equal(guard(0).admitted('203.0.113.9', 10_000), 10_000);
});

void test('what is dropped is counted, and told once a minute for each source', async () => {
  const { clock, admitted, statistics, told } = guard(10);
  admitted('203.0.113.9', 1000);
  admitted('203.0.113.10', 1000);
  assert.equal(statistics.total('sip_dropped', 'wan', 'udp'), 2 * 980);
  assert.deepEqual(await told(), ['203.0.113.9', '203.0.113.10']);
  clock.advance(59_000);
  admitted('203.0.113.9', 1000);
  assert.equal((await told()).length, 2);
  clock.advance(1000);
  admitted('203.0.113.9', 1000);
  assert.deepEqual((await told()).slice(2), ['203.0.113.9']);
});

void test('a thousand flooding sources are ten events, not a thousand', async () => {
  const { admitted, told } = guard(1);
  for (let host = 0; host < 1000; host += 1) admitted(`203.0.${host >> 8}.${host & 255}`, 10);
  assert.equal((await told()).length, 10);
});

void test('forged senders win no burst each: past a thousand they share one bucket', () => {
  const { clock, admitted } = guard(10);
  let entered = 0;
  for (let host = 0; host < 50_000; host += 1) {
    entered += admitted(`10.${host >> 16}.${(host >> 8) & 255}.${host & 255}`, 20);
  }
  // 1024 sources with their burst; nothing has been earned in no time.
  assert.equal(entered, 1024 * 20);
  clock.advance(1000);
  assert.equal(admitted('203.0.113.9', 100), 10);
});

void test('a source that has been quiet makes room for another', () => {
  const { clock, admitted } = guard(10);
  for (let host = 0; host < 1024; host += 1) admitted(`10.0.${host >> 8}.${host & 255}`, 1);
  clock.advance(2000);
  assert.equal(admitted('203.0.113.9', 100), 20);
});

void test('all addresses of an IPv6 network of 64 bits are one source', () => {
  const { admitted } = guard(10);
  assert.equal(admitted('2001:db8:0:1::1', 15), 15);
  assert.equal(admitted('2001:db8:0:1:ffff:1:2:3', 15), 5);
  assert.equal(admitted('2001:db8:0:2::1', 15), 15);
  assert.equal(admitted('2001:db8::1', 15), 15);
  assert.equal(admitted('::ffff:203.0.113.9', 15), 15);
  assert.equal(admitted('::ffff:203.0.113.10', 15), 15);
});

void test('a phone is remembered for an hour after it has proved itself, and a thousand are', () => {
  const clock = new ManualClock();
  const acquaintances = new Acquaintances(clock);
  acquaintances.note(phone);
  clock.advance(3_599_999);
  assert.ok(acquaintances.has(phone));
  clock.advance(1);
  assert.ok(!acquaintances.has(phone));
  for (let at = 0; at <= 1000; at += 1) acquaintances.note(`10.0.${at >> 8}.${at & 255}`);
  assert.ok(!acquaintances.has('10.0.0.0'));
  assert.ok(acquaintances.has('10.0.0.1'));
});
