/** The network door when TLS cannot be had: nothing else suffers, and it is had once it can be. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../../src/domain/refusal.ts';
import { Network, networkSettings } from '../../src/gateway/network.ts';
import type { OpenedTransport, World } from '../../src/gateway/world.ts';
import type { Target, TransportEvents } from '../../src/sip/flow.ts';
import { configured } from '../support/configured.ts';
import { ManualClock } from '../support/manual-clock.ts';

const settings = {
  ...networkSettings(configured()),
  tls: { ca: '/ca.pem', cert: undefined, key: undefined },
};
const server: Target = { transport: 'tls', address: '192.0.2.7', port: 5061, domain: 'a.example' };

async function open({ isTaken = false } = {}) {
  const clock = new ManualClock();
  const did: string[] = [];
  const state = { isMissing: true, isTaken };
  const check = (ca: string | undefined) => {
    if (state.isTaken) throw new Refusal('E-LISTEN', 'cannot listen on wan');
    if (state.isMissing && ca !== undefined) throw new Refusal('E-FILE', `cannot read "${ca}"`);
  };
  const world = Object.assign(Object.create(null), {
    clock,
    async openTransport({ tls }): Promise<OpenedTransport> {
      check(tls.ca);
      did.push(`open with ${tls.ca}`);
      return {
        local: () => ({ host: '127.0.0.1', port: 5070 }),
        send: (_, target) => void did.push(`send over ${target.transport}`),
        reply: () => undefined,
        async secure(files) {
          check(files.ca);
          did.push(`secure with ${files.ca}`);
        },
        close: async () => void did.push('close'),
      };
    },
  } satisfies Partial<World>) as World;
  const events: TransportEvents = {
    received: () => undefined,
    malformed: () => undefined,
    failed: (target, side, fault) => void did.push(`${target.transport} ${side} ${fault}`),
  };
  const network = await Network.open(world, events, settings);
  const send = (transport: Target['transport']) => {
    network.send(Buffer.alloc(0), { ...server, transport }, 'wan');
    assert.ok(!did.includes('tls wan no-tls'), 'not told while it is being sent');
    clock.advance(0);
    return did.splice(0);
  };
  return { network, did, state, send };
}

void test('without its files the transport is opened without TLS, and whoever is behind it refused', async () => {
  const { network, did, send } = await open();
  assert.deepEqual(did.splice(0), ['open with undefined']);
  assert.equal(network.trouble()?.code, 'E-TLS');
  assert.deepEqual(send('tcp'), ['send over tcp']);
  assert.deepEqual(send('tls'), ['tls wan no-tls']);
});

void test('any change, or a look, finds files that are there by now: all else stays open', async () => {
  for (const act of ['move', 'secured'] as const) {
    const { network, did, state, send } = await open();
    did.length = 0;
    const look = () => (act === 'move' ? network.move(settings) : network.secured());
    assert.equal(await look(), false);
    state.isMissing = false;
    assert.deepEqual(await Promise.all([look(), network.secured()]), [true, true]);
    assert.deepEqual(did.splice(0), ['secure with /ca.pem']);
    assert.equal(network.trouble(), undefined);
    assert.deepEqual(send('tls'), ['send over tls']);
    assert.equal(await look(), false);
  }
});

void test('other files that are sound take the place of missing ones; others that are missing are refused', async () => {
  const { network, did, state } = await open();
  did.length = 0;
  const other = { ...settings, tls: { ...settings.tls, ca: '/other.pem' } };
  await assert.rejects(network.move(other), {
    code: 'E-FILE',
    message: 'cannot read "/other.pem"',
  });
  assert.deepEqual(did.splice(0), ['close', 'open with undefined']);
  assert.match(network.trouble()?.message ?? '', /: E-FILE cannot read "\/ca\.pem"$/);
  state.isMissing = false;
  assert.equal(await network.move(other), true);
  assert.equal(network.trouble(), undefined);
});

void test('what is no matter of TLS keeps the gateway from starting', async () => {
  await assert.rejects(open({ isTaken: true }), { code: 'E-LISTEN' });
});
