/**
 * Questions to DNS servers on loopback: every type, every way to fail. RFC 1035, RFC 2782, RFC
 * 3403.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createResolver } from '../../src/runtime/resolver.ts';
import { DnsServer } from '../support/dns-server.ts';
import { freePort } from '../support/ports.ts';

async function start(t: TestContext) {
  const server = await DnsServer.open();
  t.after(() => server.close());
  server
    .add({ type: 'A', name: 'sip.example.com', ttl: 300, data: '192.0.2.1' })
    .add({ type: 'A', name: 'sip.example.com', ttl: 60, data: '192.0.2.2' })
    .add({ type: 'AAAA', name: 'sip.example.com', ttl: 60, data: '2001:db8::1' })
    .add({
      type: 'SRV',
      name: '_sip._udp.example.com',
      ttl: 7,
      data: { priority: 10, weight: 5, port: 5062, target: 'sip.example.com' },
    })
    .add({
      type: 'NAPTR',
      name: 'example.com',
      ttl: 60,
      data: {
        order: 1,
        preference: 2,
        flags: 'S',
        services: 'SIP+D2U',
        regexp: '',
        replacement: '_sip._udp.example.com',
      },
    });
  return { server, resolver: createResolver(`127.0.0.1:${server.port}`) };
}

test('addresses come with the smallest time to live among them', async (t) => {
  const { resolver } = await start(t);
  assert.deepEqual(await resolver.query('sip.example.com', 'A'), {
    ok: true,
    records: [
      { type: 'A', address: '192.0.2.1' },
      { type: 'A', address: '192.0.2.2' },
    ],
    ttlSeconds: 60,
  });
  const six = await resolver.query('sip.example.com', 'AAAA');
  assert.deepEqual(six.ok && six.records, [{ type: 'AAAA', address: '2001:db8::1' }]);
});

test('SRV and NAPTR are read with their numbers', async (t) => {
  const { resolver } = await start(t);
  assert.deepEqual(await resolver.query('_sip._udp.example.com', 'SRV'), {
    ok: true,
    records: [{ type: 'SRV', priority: 10, weight: 5, target: 'sip.example.com', port: 5062 }],
    ttlSeconds: 7,
  });
  const naptr = await resolver.query('example.com', 'NAPTR');
  assert.deepEqual(naptr.ok && naptr.records, [
    {
      type: 'NAPTR',
      order: 1,
      preference: 2,
      service: 'SIP+D2U',
      replacement: '_sip._udp.example.com',
    },
  ]);
});

test('a name that is not there is nxdomain; one without this type is an empty answer', async (t) => {
  const { resolver } = await start(t);
  assert.deepEqual(await resolver.query('nowhere.example.com', 'A'), {
    ok: false,
    failure: 'nxdomain',
  });
  const empty = await resolver.query('sip.example.com', 'SRV');
  assert.deepEqual(empty.ok && empty.records, []);
});

test('a name that cannot be one is not asked', async (t) => {
  const { server, resolver } = await start(t);
  for (const name of ['a..b', `${'x'.repeat(64)}.com`, `${'ab.'.repeat(90)}com`, ''])
    assert.equal((await resolver.query(name, 'A')).ok, false);
  assert.deepEqual(server.asked, []);
});

test('a truncated answer is asked for again by TCP', async (t) => {
  const { server, resolver } = await start(t);
  server.mood = 'truncating';
  const answer = await resolver.query('sip.example.com', 'A');
  assert.equal(answer.ok && answer.records.length, 2);
});

test('an answer with another id, or none at all, is not believed', async (t) => {
  const { server, resolver } = await start(t);
  server.mood = 'spoofed';
  const answer = await resolver.query('sip.example.com', 'A');
  assert.equal(answer.ok && answer.records.length, 2);
});

test('a server that fails leaves the question to the next', async (t) => {
  const { server } = await start(t);
  const failing = await DnsServer.open();
  t.after(() => failing.close());
  failing.mood = 'servfail';
  const both = createResolver(`127.0.0.1:${failing.port}, 127.0.0.1:${server.port}`);
  assert.equal((await both.query('sip.example.com', 'A')).ok, true);
  const alone = createResolver(`127.0.0.1:${failing.port}`);
  assert.deepEqual(await alone.query('sip.example.com', 'A'), { ok: false, failure: 'servfail' });
});

test('a server that is not there costs nothing: its port says so', async (t) => {
  const { server } = await start(t);
  const resolver = createResolver(`127.0.0.1:${await freePort()},127.0.0.1:${server.port}`);
  const before = performance.now();
  assert.equal((await resolver.query('sip.example.com', 'A')).ok, true);
  assert.ok(performance.now() - before < 1000);
});

test('localhost is known without asking', async (t) => {
  const { server, resolver } = await start(t);
  const answer = await resolver.query('localhost', 'A');
  assert.deepEqual(answer.ok && answer.records, [{ type: 'A', address: '127.0.0.1' }]);
  assert.deepEqual(server.asked, []);
});
