/** Listeners on all addresses follow the machine; one on its own address is missed, and opened again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../../src/domain/refusal.ts';
import { AddressWatch } from '../../src/gateway/address-watch.ts';
import { Network, networkSettings } from '../../src/gateway/network.ts';
import type { NetworkSettings, OpenedTransport, World } from '../../src/gateway/world.ts';
import { createLog } from '../../src/runtime/log.ts';
import type { TransportEvents } from '../../src/sip/flow.ts';
import { configured } from '../support/configured.ts';
import { createFakeEvents } from '../support/fake-events.ts';
import { ManualClock } from '../support/manual-clock.ts';

const deaf: TransportEvents = {
  received: () => undefined,
  malformed: () => undefined,
  failed: () => undefined,
};

/** A machine with these addresses; `address` is what `wan` listens on. */
async function machine(address: string, addresses: string[], isInsecure = false) {
  const clock = new ManualClock();
  const events = createFakeEvents(() => 0);
  const did: string[] = [];
  const state = { addresses, isBroken: false, isInsecure };
  const world = Object.assign(Object.create(null), {
    clock,
    log: createLog('silent'),
    localAddresses: () => state.addresses,
    hasAddress: (one: string) => one === '127.0.0.1' || state.addresses.includes(one),
    async openTransport({ tls }: NetworkSettings): Promise<OpenedTransport> {
      if (tls.ca !== undefined && state.isInsecure)
        throw new Refusal('E-FILE', 'cannot read "/ca"');
      did.push('open');
      return {
        async secure() {
          if (state.isInsecure) throw new Error('no');
          did.push('secure');
        },
        local: (side) => ({ host: side === 'wan' ? address : '127.0.0.1', port: 5070 }),
        send: () => undefined,
        reply: () => undefined,
        async reopen(side) {
          if (state.isBroken) throw new Error('no');
          did.push(`reopen ${side}`);
        },
        close: async () => void did.push('close'),
      };
    },
  }) as World;
  const base = configured();
  const wan = { ...base.interfaces.wan, address };
  const configuration = {
    ...base,
    interfaces: { ...base.interfaces, wan },
    protocol: { ...base.protocol, 'tls-ca': '/ca' },
  };
  const network = await Network.open(world, deaf, networkSettings(configuration));
  const moved = () => void did.push('moved');
  const returned = (side: string) => void did.push(`returned ${side}`);
  const watch = new AddressWatch({ world, network, events, moved, returned });
  watch.start();
  did.length = 0;
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 500) {
      clock.advance(500);
      await new Promise(setImmediate);
    }
  };
  return { network, did, state, pass, watch, clock, events };
}

void test('listening on all addresses we are at the first by which others may reach us', async () => {
  const { network } = await machine('0.0.0.0', ['2001:db8::1', '192.0.2.1', '192.0.2.2']);
  assert.deepEqual(network.local('wan', 'udp'), { host: '192.0.2.1', port: 5070 });
  assert.deepEqual(network.local('lan', 'udp'), { host: '127.0.0.1', port: 5070 });
  const six = await machine('::', ['192.0.2.1', '2001:db8::1']);
  assert.equal(six.network.local('wan', 'tcp').host, '2001:db8::1');
});

void test('another address is noticed within three seconds: all is opened anew, and it is told', async () => {
  const { network, did, state, pass, events } = await machine('0.0.0.0', ['192.0.2.1']);
  state.addresses = ['198.51.100.9'];
  await pass(2500);
  assert.deepEqual(did, ['reopen wan', 'moved']);
  assert.equal(network.local('wan', 'udp').host, '198.51.100.9');
  const [event] = await events.query({ limit: 9 });
  assert.deepEqual(event?.facts, { interface: 'wan', before: '192.0.2.1', now: '198.51.100.9' });
  await pass(10_000);
  assert.equal(did.length, 2);
});

void test('another interface beside it, or no address for a while, is no change', async () => {
  const { did, state, pass } = await machine('0.0.0.0', ['192.0.2.1']);
  state.addresses = ['192.0.2.1', '172.17.0.1'];
  await pass(3000);
  state.addresses = [];
  await pass(3000);
  state.addresses = ['192.0.2.1'];
  await pass(3000);
  assert.deepEqual(did, []);
});

void test('a listener on one address is told of when that is gone, and opened again when it is back', async () => {
  const { network, did, state, pass, events } = await machine('192.0.2.1', ['192.0.2.1']);
  state.addresses = ['198.51.100.9'];
  await pass(2500);
  assert.deepEqual([did, [...network.gone]], [[], ['wan']]);
  const [lost] = await events.query({ limit: 9 });
  assert.equal(lost?.code, 'network.address-lost');
  assert.match(lost?.text ?? '', /^wan: 192\.0\.2\.1 is no address .*; it has 198\.51\.100\.9$/);
  await pass(10_000);
  state.addresses = ['198.51.100.9', '192.0.2.1'];
  await pass(2500);
  assert.deepEqual([did, [...network.gone]], [['reopen wan', 'returned wan'], []]);
  const told = await events.query({ limit: 9 });
  assert.deepEqual(
    told.map(({ code }) => code),
    ['network.address-lost', 'network.address-back'],
  );
});

void test('an address that was never seen is not missed: its interface may be idle', async () => {
  const { did, pass, events } = await machine('192.0.2.1', []);
  await pass(5000);
  assert.deepEqual([did, await events.query({ limit: 9 })], [[], []]);
});

void test('listening elsewhere by an operator’s wish is no news, and ends the alarm', async () => {
  const { network, did, state, pass, events } = await machine('192.0.2.1', ['192.0.2.1']);
  state.addresses = ['198.51.100.9'];
  await pass(2500);
  const wan = { address: '198.51.100.9', port: 5070, advertise: undefined };
  const base = networkSettings(configured());
  await network.move({ ...base, sides: { ...base.sides, wan } });
  await pass(5000);
  assert.deepEqual([did, [...network.gone]], [['close', 'open'], []]);
  assert.equal((await events.query({ limit: 9 })).length, 1);
});

void test('listeners that cannot be opened are tried again at the next look', async () => {
  const { did, state, pass } = await machine('0.0.0.0', ['192.0.2.1']);
  state.addresses = ['198.51.100.9'];
  state.isBroken = true;
  await pass(3000);
  assert.ok(!did.includes('moved'));
  state.isBroken = false;
  await pass(2500);
  assert.deepEqual(did, ['reopen wan', 'moved']);
});

void test('TLS that could not be had is told of, tried at each look, and told of when it is had', async () => {
  const { did, state, pass, events } = await machine('0.0.0.0', ['192.0.2.1'], true);
  const told = async () => (await events.query({ limit: 9 })).map(({ code, text }) => [code, text]);
  const missing = 'there is no TLS, nobody is reached by it: E-FILE cannot read "/ca"';
  await pass(5000);
  assert.deepEqual([did, await told()], [[], [['network.tls-missing', missing]]]);
  state.isInsecure = false;
  await pass(5000);
  assert.deepEqual(did, ['secure', 'returned wan']);
  assert.deepEqual((await told()).at(-1), ['network.tls-back', 'TLS is to be had']);
});

void test('stopped, it looks no more', async () => {
  const { did, state, pass, watch, clock } = await machine('0.0.0.0', ['192.0.2.1']);
  watch.stop();
  state.addresses = ['198.51.100.9'];
  await pass(5000);
  assert.deepEqual([did, clock.pending()], [[], 0]);
});
