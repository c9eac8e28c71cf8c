/**
 * What media tells of calls: how they sounded, who was not heard, keys pressed outside the audio.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deskAccount, startCallWorld } from '../support/peers/call-world.ts';
import { until } from '../support/until.ts';

type World = Awaited<ReturnType<typeof startCallWorld>>;

async function connect(world: World) {
  const rings = world.kitchen.nextCall();
  const calling = world.desk.call('201', world.lan, deskAccount);
  const answered = (await rings).answer();
  return await Promise.all([calling.connected, answered]);
}

test('the record of a call says how each party sounded, and its lines count it', async () => {
  await using world = await startCallWorld();
  const [desk, kitchen] = await connect(world);
  await Promise.all([desk.audio.heardMore(20), kitchen.audio.heardMore(20)]);
  await desk.hangUp();
  const { id } = await world.record();
  const record = await world.gateway.exec(`voip call record ${id}`);
  assert.deepEqual(
    record.media.map(({ leg }: { leg: string }) => leg),
    ['caller', 'called'],
  );
  for (const leg of record.media) {
    assert.ok(leg.packets >= 20, `${leg.packets} packets`);
    assert.ok(leg.opinionScore > 3.5, `a score of ${leg.opinionScore}`);
  }
  assert.equal(record.silent, null);
  const alice = await world.gateway.exec('voip sip user show alice');
  assert.ok(alice.packetsReceived >= 20 && alice.packetsSent >= 20);
});

test('a party that is not heard is named, by an event and in the record', async () => {
  await using world = await startCallWorld();
  const [desk, kitchen] = await connect(world);
  await Promise.all([desk.audio.heardMore(10), kitchen.audio.heardMore(10)]);
  kitchen.audio.hush();
  const events = await world.gateway.until('system events 20', (all: { code: string }[]) =>
    all.some(({ code }) => code === 'call.one-way'),
  );
  const told = events.find(({ code }: { code: string }) => code === 'call.one-way');
  assert.match(told.text, /nothing is heard of the called party/);
  await desk.hangUp();
  const { id } = await world.record();
  assert.equal((await world.gateway.exec(`voip call record ${id}`)).silent, 'called');
});

test('keys that a phone sends by INFO are heard as telephone-events', async () => {
  await using world = await startCallWorld();
  const [desk, kitchen] = await connect(world);
  await Promise.all([desk.audio.heardMore(10), kitchen.audio.heardMore(10)]);
  const info = (type: string, text: string) =>
    desk.request('INFO', Buffer.from(text), [['Content-Type', type]]);
  assert.equal((await info('application/dtmf-relay', 'Signal=7\r\nDuration=100\r\n')).status, 200);
  await until(() => kitchen.audio.keys.includes(7));
  assert.equal((await info('application/dtmf', '#')).status, 200);
  await until(() => kitchen.audio.keys.includes(11));
  assert.ok(!kitchen.asked.includes('INFO'), 'a key is pressed once');
  await desk.hangUp();
});

test('an INFO that is no key goes to the other party as it is', async () => {
  await using world = await startCallWorld();
  const [desk, kitchen] = await connect(world);
  await desk.request('INFO', Buffer.from('<picture_fast_update/>'), [
    ['Content-Type', 'application/media_control+xml'],
  ]);
  await until(() => kitchen.asked.includes('INFO'));
  await desk.hangUp();
});
