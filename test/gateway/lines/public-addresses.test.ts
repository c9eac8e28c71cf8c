/** What servers say of where they see us is believed where it may be. RFC 3581 §4. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PublicAddresses, type Sighting } from '../../../src/gateway/lines/public-addresses.ts';
import type { Target, Transport } from '../../../src/sip/flow.ts';
import { parseVia } from '../../../src/sip/message/via.ts';
import { configured } from '../../support/configured.ts';

const own = { host: '192.168.1.2', port: 5070 };
const outside = { host: '203.0.113.5', port: 40_001 };
const server: Target = {
  transport: 'udp',
  address: '198.51.100.1',
  port: 5060,
  domain: 'sip.example.com',
};

function learner(options: { learn?: string; advertise?: string } = {}) {
  const sightings: Sighting[] = [];
  const base = configured();
  const configuration = {
    ...base,
    protocol: { 'learn-address': options.learn ?? 'on' },
    interfaces: {
      ...base.interfaces,
      wan: { ...base.interfaces.wan, advertise: options.advertise },
    },
  };
  const transport: Transport = {
    local: () => own,
    send: () => undefined,
    reply: () => undefined,
    close: async () => undefined,
  };
  const addresses = new PublicAddresses({
    transport,
    configuration: () => configuration,
    peers: () => ({ areAt: (address) => address.startsWith('198.51.100.') }),
    changed: (sighting) => sightings.push(sighting),
  });
  const hear = (params: string, place: Target = server) => {
    const via = parseVia(`SIP/2.0/UDP 192.168.1.2:5070;branch=z9hG4bK1${params}`);
    assert.ok(via);
    addresses.heard(place, 'wan', via);
  };
  return { addresses, sightings, hear };
}

void test('a server that sees us elsewhere is told of there, and only that server', () => {
  const { addresses, sightings, hear } = learner();
  hear(';received=203.0.113.5;rport=40001');
  assert.deepEqual(addresses.local('wan', server), outside);
  assert.deepEqual(addresses.local('wan', { ...server, address: '198.51.100.2' }), own);
  assert.deepEqual(addresses.local('lan', server), own);
  assert.deepEqual(sightings, [{ target: server, before: own, now: outside }]);
  assert.equal(addresses.host(), '203.0.113.5');
  assert.ok(addresses.isTranslated(server));
});

void test('the same again is no news; another mapping is', () => {
  const { sightings, hear } = learner();
  hear(';received=203.0.113.5;rport=40001');
  hear(';received=203.0.113.5;rport=40001');
  assert.equal(sightings.length, 1);
  hear(';received=203.0.113.6;rport=40001');
  assert.deepEqual(sightings[1]?.now, { host: '203.0.113.6', port: 40_001 });
});

void test('without a NAT, or with none any more, we are where we are', () => {
  const { addresses, hear } = learner();
  for (const params of [
    '',
    ';rport',
    ';received=192.168.1.2;rport=5070',
    ';received=192.168.1.2',
  ]) {
    hear(';received=203.0.113.5;rport=40001');
    hear(params);
    assert.deepEqual(addresses.local('wan', server), own);
    assert.equal(addresses.host(), undefined);
  }
});

void test('on a stream the port of the connection is no place of ours, unless a NAT is on the way', () => {
  const { addresses, hear } = learner();
  const stream = { ...server, transport: 'tcp' } as const;
  hear(';received=192.168.1.2;rport=51000', stream);
  assert.deepEqual(addresses.local('wan', stream), own);
  hear(';received=203.0.113.5;rport=51000', stream);
  assert.deepEqual(addresses.local('wan', stream), { host: '203.0.113.5', port: 51_000 });
});

void test('strangers, nonsense and other sides are not believed', () => {
  const { addresses, sightings, hear } = learner();
  hear(';received=203.0.113.5;rport=40001', { ...server, address: '192.0.2.66' });
  for (const params of [
    ';received=evil.example;rport=5',
    ';received=203.0.113.5;rport=0',
    ';received=203.0.113.5;rport=70000',
    ';received=203.0.113.5;rport=x',
    ';received=;rport=5',
  ]) {
    hear(params);
  }
  assert.deepEqual([sightings, addresses.host()], [[], undefined]);
});

void test('what the operator advertises, or that nothing be learnt, is respected', () => {
  for (const options of [{ learn: 'off' }, { advertise: '203.0.113.9' }]) {
    const { addresses, sightings, hear } = learner(options);
    hear(';received=203.0.113.5;rport=40001');
    assert.deepEqual(addresses.local('wan', server), own);
    assert.deepEqual([sightings, addresses.host()], [[], undefined]);
  }
});

void test('what a server has said last is shown, whatever is made of it', () => {
  for (const options of [{}, { learn: 'off' }, { advertise: '203.0.113.9' }]) {
    const { addresses, hear } = learner(options);
    const contact = { host: 'SIP.example.com', port: undefined, transport: 'udp' } as const;
    hear('');
    assert.equal(addresses.seenAt(contact), null);
    hear(';received=203.0.113.5;rport=40001');
    hear(';received=203.0.113.6;rport=40001', { ...server, port: 5080, transport: 'tcp' });
    hear(';received=203.0.113.7;rport=1', { ...server, domain: 'other.example.com', port: 5090 });
    assert.equal(addresses.seenAt(contact), '203.0.113.6:40001');
    assert.equal(addresses.seenAt({ ...contact, port: 5060 }), '203.0.113.5:40001');
    hear(';received=192.168.1.2;rport=5070');
    assert.equal(addresses.seenAt(contact), '192.168.1.2:5070');
    addresses.forget();
    assert.equal(addresses.seenAt(contact), null);
  }
});

void test('learnt for Contact alone: media stays where it is', () => {
  const { addresses, hear } = learner({ learn: 'contact' });
  hear(';received=203.0.113.5;rport=40001');
  assert.deepEqual(addresses.local('wan', server), outside);
  assert.equal(addresses.host(), undefined);
});

void test('no more than 256 flows are remembered', () => {
  const { addresses, hear } = learner();
  for (let port = 1; port <= 257; port += 1)
    hear(';received=203.0.113.5;rport=9', { ...server, port });
  assert.deepEqual(addresses.local('wan', { ...server, port: 1 }), own);
  assert.notDeepEqual(addresses.local('wan', { ...server, port: 2 }), own);
});
