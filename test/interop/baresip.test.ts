/**
 * baresip as a LAN phone: it registers with digest, calls and is called, and speaks through the
 * relay.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noBaresip, startBaresip } from '../support/baresip.ts';
import { startGateway } from '../support/gateway-process.ts';
import { Party } from '../support/peers/party.ts';
import type { PeerCall } from '../support/peers/peer-call.ts';
import { until } from '../support/until.ts';

const packets = 50;

async function startWorld(transport: 'udp' | 'tcp' = 'udp') {
  await using stack = new AsyncDisposableStack();
  const provider = await Party.open('provider');
  stack.defer(() => provider.close());
  const gateway = await startGateway({
    script: [
      `voip sip proxyserver create out contact 127.0.0.1:${provider.socket.place.port}`,
      'voip ep sip create desk login desk password secret-of-desk',
      'voip sip user create alice address 200',
      'voip sip user add alice port desk',
    ],
  });
  stack.defer(async () => void (await gateway.stop()));
  const phone = await startBaresip({
    login: 'desk',
    password: 'secret-of-desk',
    registrarPort: gateway.lanPort,
    transport,
  });
  stack.defer(() => phone.stop());
  const ending = stack.move();
  return { gateway, provider, phone, [Symbol.asyncDispose]: () => ending.disposeAsync() };
}

/** What baresip hears it says again: our own voice comes back only if both ways are whole. */
async function isEchoed({ audio }: PeerCall): Promise<void> {
  await audio.heardMore(packets);
  await until(() => audio.hasEcho(), 'our own voice');
}

for (const transport of ['udp', 'tcp'] as const) {
  test(`a call to baresip (${transport}): it answers, and both hear each other through the relay`, {
    skip: noBaresip,
  }, async () => {
    await using world = await startWorld(transport);
    const [port] = await world.gateway.exec('voip ep list');
    assert.equal(port.registered, true);
    const to = { address: '127.0.0.1', port: world.gateway.wanPort };
    const call = await world.provider.call('200', to).connected;
    await isEchoed(call);
    await call.hangUp();
    const [record] = await world.gateway.until('voip call log', (records) => records.length === 1);
    assert.equal(record.verdict, 'success');
  });
}

test('a call from baresip: it is challenged, connected, heard, and hangs up', {
  skip: noBaresip,
}, async () => {
  await using world = await startWorld();
  // No ringing: its own ring-back tone would take the bridge away from the call.
  const rings = world.provider.nextCall(() => undefined);
  world.phone.command('dial', '5551234');
  const call = await (await rings).answer();
  await isEchoed(call);
  world.phone.command('hangup');
  await call.ended;
  const [record] = await world.gateway.until('voip call log', (records) => records.length === 1);
  assert.deepEqual([record.from, record.to, record.verdict], ['alice', '5551234', 'success']);
});
