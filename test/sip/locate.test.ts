/** Location of servers: RFC 3263 §4, RFC 2782, RFC 8767, on a clock and a resolver of ours. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransportName } from '../../src/sip/flow.ts';
import { DnsLocator, type Located } from '../../src/sip/locate.ts';
import type { DnsAnswer, DnsRecord } from '../../src/sip/locate-cache.ts';
import { weighted } from '../../src/sip/srv-order.ts';
import { seededRandom } from '../simulation/random.ts';
import { ManualClock } from '../support/manual-clock.ts';

type Zone = Record<string, readonly DnsRecord[]>;

const srv = (target: string, port: number, priority = 0, weight = 0): DnsRecord => ({
  type: 'SRV',
  target,
  port,
  priority,
  weight,
});
const a = (address: string): DnsRecord => ({ type: 'A', address });
const aaaa = (address: string): DnsRecord => ({ type: 'AAAA', address });
const naptr = (service: string, replacement: string, order = 1, preference = 1): DnsRecord => ({
  type: 'NAPTR',
  service,
  replacement,
  order,
  preference,
});

function start(zone: Zone, ttlSeconds = 60) {
  const clock = new ManualClock();
  const asked: string[] = [];
  const state: { failure: 'timeout' | 'servfail' | 'throws' | undefined } = { failure: undefined };
  const locator = new DnsLocator({
    clock,
    random: seededRandom(3),
    resolver: {
      query: (name, type): Promise<DnsAnswer> => {
        asked.push(`${type} ${name}`);
        if (state.failure === 'throws') return Promise.reject(new Error('broken'));
        if (state.failure) return Promise.resolve({ ok: false, failure: state.failure });
        const records = zone[`${type} ${name}`];
        return Promise.resolve(
          records ? { ok: true, records, ttlSeconds } : { ok: false, failure: 'nxdomain' },
        );
      },
    },
  });
  const locate = (host: string, port?: number, transport: TransportName = 'udp') =>
    locator.locate({ host, port, transport });
  return { clock, asked, state, locator, locate, zone };
}

function places(located: Located | undefined): readonly string[] {
  if (!located?.ok) return [];
  return located.targets.map(({ address, port }) => `${address} ${port}`);
}

const full: Zone = {
  'NAPTR example.com': [
    naptr('SIP+D2T', '_sip._tcp.example.com', 1, 1),
    naptr('SIP+D2U', '_late._udp.example.com', 2, 1),
    naptr('sip+d2u', '_own._udp.example.com', 1, 9),
  ],
  'SRV _own._udp.example.com': [srv('b.example.com', 5070, 20), srv('a.example.com', 5062, 10)],
  'SRV _sip._tcp.example.com': [srv('a.example.com', 5063)],
  'SRV _sips._tcp.example.com': [srv('a.example.com', 5064)],
  'A a.example.com': [a('192.0.2.1'), a('192.0.2.2')],
  'AAAA a.example.com': [aaaa('2001:db8::1')],
  'A b.example.com': [a('192.0.2.9')],
};

test('NAPTR names the service, SRV the hosts by priority, A and AAAA their addresses', async () => {
  const { locate } = start(full);
  assert.deepEqual(places(await locate('example.com')), [
    '192.0.2.1 5062',
    '192.0.2.2 5062',
    '2001:db8::1 5062',
    '192.0.2.9 5070',
  ]);
});

test('every target keeps the configured domain, for TLS to be checked against', async () => {
  const { locate } = start(full);
  const located = await locate('example.com', undefined, 'tls');
  assert.ok(located.ok);
  for (const { domain, transport } of located.targets) {
    assert.deepEqual([domain, transport], ['example.com', 'tls']);
  }
  assert.equal(located.targets[0]?.port, 5064);
});

test('without NAPTR the SRV of the transport is asked, without SRV the host itself', async () => {
  const { locate, asked } = start({
    'A only.example.com': [a('192.0.2.5')],
    'SRV _sip._tcp.srv.example.com': [srv('only.example.com', 5099)],
  });
  assert.deepEqual(places(await locate('srv.example.com', undefined, 'tcp')), ['192.0.2.5 5099']);
  assert.deepEqual(places(await locate('only.example.com')), ['192.0.2.5 5060']);
  assert.deepEqual(places(await locate('only.example.com', undefined, 'tls')), ['192.0.2.5 5061']);
  assert.ok(asked.includes('SRV _sip._udp.only.example.com'));
});

test('§4.2: with a port only addresses are asked, an address is asked nothing', async () => {
  const { locate, asked } = start(full);
  assert.deepEqual(places(await locate('a.example.com', 5999)), [
    '192.0.2.1 5999',
    '192.0.2.2 5999',
    '2001:db8::1 5999',
  ]);
  assert.deepEqual(asked, ['A a.example.com', 'AAAA a.example.com']);
  assert.deepEqual(places(await locate('2001:db8::7')), ['2001:db8::7 5060']);
  assert.deepEqual(places(await locate('192.0.2.7', undefined, 'tls')), ['192.0.2.7 5061']);
  assert.equal(asked.length, 2);
});

test('RFC 2782: a target of "." is a service that is not offered', async () => {
  const { locate } = start({
    'SRV _sip._udp.example.com': [srv('.', 0)],
    'A example.com': [a('192.0.2.1')],
  });
  assert.equal((await locate('example.com')).ok, false);
});

test('a host of several without an address is passed over', async () => {
  const { locate } = start({
    'SRV _sip._udp.example.com': [srv('gone.example.com', 1, 1), srv('a.example.com', 2, 2)],
    'A a.example.com': [a('192.0.2.1')],
  });
  assert.deepEqual(places(await locate('example.com')), ['192.0.2.1 2']);
});

test('weights share the calls: 1 to 3 is 1 to 3, a weight of 0 comes last', () => {
  const random = seededRandom(11);
  const records = [
    { name: 'light', priority: 1, weight: 1 },
    { name: 'heavy', priority: 1, weight: 3 },
    { name: 'none', priority: 1, weight: 0 },
    { name: 'backup', priority: 2, weight: 100 },
  ];
  const first = new Map<string, number>();
  for (let round = 0; round < 4000; round += 1) {
    const order = weighted(records, random).map(({ name }) => name);
    assert.deepEqual(order.slice(2), ['none', 'backup']);
    first.set(order[0] ?? '', (first.get(order[0] ?? '') ?? 0) + 1);
  }
  const share = (first.get('heavy') ?? 0) / 4000;
  assert.ok(share > 0.72 && share < 0.78, String(share));
});

test('each call throws the dice anew, from what is known too', async () => {
  const { locate, locator } = start({
    'SRV _sip._udp.example.com': [srv('a.example.com', 1, 1, 5), srv('a.example.com', 2, 1, 5)],
    'A a.example.com': [a('192.0.2.1')],
  });
  await locate('example.com');
  const seen = new Set<string>();
  for (let round = 0; round < 40; round += 1) {
    const known = locator.known({ host: 'example.com', port: undefined, transport: 'udp' });
    seen.add(places(known)[0] ?? '');
  }
  assert.equal(seen.size, 2);
});

test('an answer is kept for its time to live and asked for again after it', async () => {
  const { locate, clock, asked, zone } = start({ 'A h': [a('192.0.2.1')], 'AAAA h': [] }, 60);
  await locate('h', 5060);
  clock.advance(59_999);
  await locate('h', 5060);
  assert.equal(asked.length, 2);
  zone['A h'] = [a('192.0.2.2')];
  clock.advance(2);
  assert.deepEqual(places(await locate('h', 5060)), ['192.0.2.2 5060']);
});

for (const [ttl, freshMs] of [
  [0, 5000],
  [1, 5000],
  [1_000_000, 86_400_000],
] as const) {
  test(`a time to live of ${ttl} s counts as ${freshMs / 1000} s`, async () => {
    const zone = { 'A h': [a('192.0.2.1')], 'AAAA h': [] };
    const { locate, clock, asked } = start(zone, ttl);
    await locate('h', 5060);
    clock.advance(freshMs - 1);
    await locate('h', 5060);
    assert.equal(asked.length, 2);
    clock.advance(1);
    await locate('h', 5060);
    assert.equal(asked.length, 4);
  });
}

for (const failure of ['timeout', 'servfail', 'throws'] as const) {
  test(`a resolver that ${failure === 'throws' ? failure : `says ${failure}`}: the last good answer serves 24 h`, async () => {
    const zone = { 'A h': [a('192.0.2.1')], 'AAAA h': [] };
    const { locate, clock, state } = start(zone, 60);
    await locate('h', 5060);
    state.failure = failure;
    clock.advance(24 * 3_600_000);
    assert.deepEqual(places(await locate('h', 5060)), ['192.0.2.1 5060']);
    clock.advance(120_000);
    const located = await locate('h', 5060);
    const said = failure === 'throws' ? 'servfail' : failure;
    assert.deepEqual(located, { ok: false, reason: `DNS: ${said} for h` });
  });
}

test('while nobody answers they are asked every 30 s, not for every call', async () => {
  const { locate, clock, state, asked } = start({ 'A h': [a('192.0.2.1')], 'AAAA h': [] }, 60);
  await locate('h', 5060);
  state.failure = 'timeout';
  clock.advance(60_000);
  asked.length = 0;
  for (let call = 0; call < 300; call += 1) {
    await locate('h', 5060);
    clock.advance(100);
  }
  assert.equal(asked.length, 2);
});

test('nxdomain is an answer: nothing stale hides it', async () => {
  const { locate, clock, zone } = start({ 'A h': [a('192.0.2.1')] }, 60);
  await locate('h', 5060);
  delete zone['A h'];
  clock.advance(60_001);
  assert.deepEqual(await locate('h', 5060), { ok: false, reason: 'DNS: nxdomain for h' });
});

test('many that ask at once ask one question', async () => {
  const { locate, asked } = start(full);
  const all = await Promise.all(Array.from({ length: 50 }, () => locate('example.com')));
  assert.equal(new Set(asked).size, asked.length);
  assert.ok(all.every((one) => one.ok));
});

test('a call need not wait while an answer is renewed: for 30 s the old one is known', async () => {
  const { locate, locator, clock } = start({ 'A h': [a('192.0.2.1')], 'AAAA h': [] }, 60);
  const place = { host: 'h', port: 5060, transport: 'udp' } as const;
  assert.equal(locator.known(place), undefined);
  await locate('h', 5060);
  clock.advance(89_999);
  assert.deepEqual(places(locator.known(place)), ['192.0.2.1 5060']);
  clock.advance(1);
  assert.equal(locator.known(place), undefined);
});

test('a dead target comes last, not out, until its mark ends or it is seen alive', async () => {
  const { locate, locator, clock } = start(full);
  const order = async () => places(await locate('a.example.com', 5060));
  assert.equal((await order())[0], '192.0.2.1 5060');
  const dead = { transport: 'udp', address: '192.0.2.1', port: 5060, domain: 'x' } as const;
  locator.markDead(dead, 10_000);
  assert.deepEqual(await order(), ['192.0.2.2 5060', '2001:db8::1 5060', '192.0.2.1 5060']);
  clock.advance(10_000);
  assert.equal((await order())[0], '192.0.2.1 5060');
  locator.markDead(dead, 10_000);
  locator.markAlive(dead);
  assert.equal((await order())[0], '192.0.2.1 5060');
});
