/** UPDATE before the answer, through the real gateway: told on, answered here, or refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Audio } from '../support/peers/audio.ts';
import { type CallWorld, deskAccount, startCallWorld } from '../support/peers/call-world.ts';
import type { Ringing } from '../support/peers/party.ts';
import { sdp } from '../support/peers/peer-call.ts';
import { until } from '../support/until.ts';

const reliable = [
  ['Require', '100rel'],
  ['RSeq', '1'],
] as const;
const canReliably = [['Supported', '100rel']] as const;

/** The phone calls the provider, which rings with an announcement. */
async function ring(world: CallWorld, audio: Audio, isReliable: { phone: boolean; far: boolean }) {
  const rings = world.provider.nextCall((one) =>
    one.ring(183, audio.describe(), isReliable.far ? reliable : []),
  );
  const fields = isReliable.phone ? canReliably : [];
  const calling = world.desk.call('5551234', world.lan, deskAccount, true, fields);
  // Whoever waits for it hears of it all the same.
  calling.connected.catch(() => undefined);
  const ringing = await rings;
  await until(() => calling.provisionals.includes(183));
  await calling.acknowledged();
  return { calling, ringing };
}

async function talk(world: CallWorld, { calling, ringing }: Awaited<ReturnType<typeof ring>>) {
  const [here, there] = await Promise.all([calling.connected, ringing.answer()]);
  await Promise.all([here.audio.heardMore(10), there.audio.heardMore(10)]);
  const [{ id }] = await world.gateway.exec('voip call list');
  await world.gateway.exec(`voip call release ${id}`);
  await Promise.all([here.ended, there.ended]);
}

async function giveUp({ calling }: Awaited<ReturnType<typeof ring>>) {
  await calling.cancel();
  await assert.rejects(calling.connected, /refused with 487/);
}

const status = async (ringing: Ringing, body?: Buffer) =>
  (await ringing.ask('UPDATE', body)).status;

test('a server that has not answered reliably may not offer yet; that it is still there it may say', async () => {
  await using world = await startCallWorld();
  using audio = await Audio.open();
  const call = await ring(world, audio, { phone: false, far: false });
  assert.equal(await status(call.ringing), 200);
  assert.equal(await status(call.ringing, audio.describe()), 491);
  await talk(world, call);
});

test('an announcement gives way to a phone: the server is answered, its new media is heard', async () => {
  await using world = await startCallWorld();
  using announcement = await Audio.open();
  using phone = await Audio.open();
  const call = await ring(world, announcement, { phone: false, far: true });
  const moved = await call.ringing.ask('UPDATE', phone.describe());
  assert.equal(moved.status, 200);
  assert.match(moved.body.toString(), /m=audio [1-9]/);
  assert.equal(await status(call.ringing, phone.describe(['a=sendonly'])), 488);
  assert.equal(await status(call.ringing, Buffer.from('v=0\r\nm=audio\r\n')), 488);
  await talk(world, call);
});

test('where the caller has heard a reliable answer, it is told, and its answer goes back', async () => {
  await using world = await startCallWorld();
  using audio = await Audio.open();
  const call = await ring(world, audio, { phone: true, far: true });
  const told: string[] = [];
  world.desk.onEarly = (incoming) => {
    const [direction] = /a=send\w+/.exec(incoming.request.body.toString()) ?? [];
    told.push(`${incoming.request.method} ${direction}`);
    incoming.answer(200, { fields: sdp, body: audio.describe(['a=recvonly']) });
  };
  const held = await call.ringing.ask('UPDATE', audio.describe(['a=sendonly']));
  assert.equal(held.status, 200);
  assert.match(held.body.toString(), /a=recvonly/);
  assert.deepEqual(told, ['UPDATE a=sendonly']);
  world.desk.onEarly = (incoming) => incoming.answer(488);
  assert.equal(await status(call.ringing, audio.describe()), 488);
  world.desk.onEarly = (incoming) => incoming.answer(200, { fields: sdp, body: audio.describe() });
  assert.equal(await status(call.ringing, audio.describe()), 200);
  await giveUp(call);
});

test('a caller that changes before the answer is passed on, or asked to wait where it cannot be', async () => {
  await using world = await startCallWorld();
  using audio = await Audio.open();
  const call = await ring(world, audio, { phone: true, far: true });
  world.provider.onEarly = (incoming) =>
    incoming.answer(200, { fields: sdp, body: audio.describe(['a=recvonly']) });
  const held = await call.calling.ask('UPDATE', audio.describe(['a=sendonly']));
  assert.equal(held.status, 200);
  assert.match(held.body.toString(), /a=recvonly/);
  await giveUp(call);
  const other = await ring(world, audio, { phone: true, far: false });
  const refused = await other.calling.ask('UPDATE', audio.describe(['a=sendonly']));
  assert.equal(refused.status, 500);
  assert.ok(Number(refused.headers.first('Retry-After')) <= 10);
  const moved = await other.calling.ask('UPDATE', audio.describe());
  assert.equal(moved.status, 200, 'nothing that the server would have to know');
  await giveUp(other);
});
