/** Ports for media: what becomes of a call for which none is left. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { type CallWorld, deskAccount, startCallWorld } from '../support/peers/call-world.ts';

/** Three calls with two pairs of ports each, the third of them to an emergency centre. */
const narrow = { script: ['voip sip protocol set rtp-port-range 39900-39911'] };

/** All that calls may have which are no emergency. */
async function useAllPorts({ desk, provider, lan }: CallWorld) {
  const calls = [];
  for (const number of ['5551234', '5551235']) {
    const rings = provider.nextCall();
    const calling = desk.call(number, lan, deskAccount);
    const answered = (await rings).answer();
    calls.push(await calling.connected);
    await answered;
  }
  return calls;
}

test('a call without ports for its media ends as ours: no server is asked or blamed', async () => {
  await using world = await startCallWorld(narrow);
  const calls = await useAllPorts(world);
  const before = await world.gateway.exec('voip sip proxyserver show out');
  world.provider.onRinging = () => assert.fail('a server was asked');
  world.kitchen.onRinging = () => assert.fail('a port rang');
  for (const number of ['5551234', '201'])
    await assert.rejects(
      world.desk.call(number, world.lan, deskAccount).connected,
      /refused with 503/,
    );
  await assert.rejects(world.provider.call('201', world.wan).connected, /refused with 503/);
  const records = await world.gateway.until('voip call log', ({ length }) => length === 3);
  for (const { id } of records) {
    const { cause, verdict, tries, mediaFault } = await world.gateway.exec(
      `voip call record ${id}`,
    );
    assert.deepEqual([cause, verdict, tries], ['no-media', 'serverError', []]);
    assert.match(mediaFault, /^2 pairs of media ports are needed, 0 are free/);
  }
  assert.deepEqual(await world.gateway.exec('voip sip proxyserver show out'), before);
  const events = await world.gateway.exec('system events 20');
  const told = events.find(({ code }: { code: string }) => code === 'call.failed');
  assert.match(told.text, /ended: no-media: .* \(E-MEDIA-EXHAUSTED\)$/);
  assert.match((await world.gateway.exec('explain E-MEDIA-EXHAUSTED')).meaning, /media ports/);
  for (const call of calls) await call.hangUp();
});

test('with ports free again the next call has them', async () => {
  await using world = await startCallWorld(narrow);
  for (const call of await useAllPorts(world)) await call.hangUp();
  await world.gateway.until('voip call list', (calls) => calls.length === 0);
  for (const call of await useAllPorts(world)) {
    await call.audio.heardMore(5);
    await call.hangUp();
  }
});

test('media ports that other programs hold are passed over: both parties hear each other', async () => {
  await using world = await startCallWorld(narrow);
  await using others = new AsyncDisposableStack();
  for (const port of [39_900, 39_903, 39_904, 39_909]) {
    const other = createSocket('udp4').bind(port, '127.0.0.1');
    await once(other, 'listening');
    others.defer(() => void other.close());
  }
  const rings = world.provider.nextCall();
  const calling = world.desk.call('5551234', world.lan, deskAccount);
  const [here, there] = await Promise.all([calling.connected, (await rings).answer()]);
  await Promise.all([here.audio.heardMore(10), there.audio.heardMore(10)]);
  await here.hangUp();
  const { id } = await world.record();
  assert.equal((await world.gateway.exec(`voip call record ${id}`)).mediaFault, null);
});

test('with no port left for others an emergency call has media, by phone and by soft port', async () => {
  await using world = await startCallWorld({
    script: [...narrow.script, 'voip ep soft create red', 'voip sip user add bob port red'],
  });
  const { desk, provider, lan, gateway } = world;
  const calls = await useAllPorts(world);
  await assert.rejects(desk.call('5551234', lan, deskAccount).connected, /refused with 503/);
  for (const place of [
    async () => (await desk.call('112', lan, deskAccount).connected).audio.heardMore(10),
    async () => void (await gateway.exec('voip ep soft dial red 112')),
  ]) {
    const rings = provider.nextCall();
    const placed = place();
    const centre = await (await rings).answer();
    await Promise.all([placed, centre.audio.heardMore(10)]);
    await centre.hangUp();
    await gateway.until('voip call list', ({ length }) => length === calls.length);
  }
  // What is kept is still nobody else's.
  await assert.rejects(desk.call('5551234', lan, deskAccount).connected, /refused with 503/);
  for (const call of calls) await call.hangUp();
});
