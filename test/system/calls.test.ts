/** Calls between phones, providers and rules through the real gateway, moment by moment. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Audio } from '../support/peers/audio.ts';
import { deskAccount, kitchenAccount, startCallWorld } from '../support/peers/call-world.ts';
import { Party } from '../support/peers/party.ts';
import type { PeerCall } from '../support/peers/peer-call.ts';

async function bothHear(one: PeerCall, other: PeerCall): Promise<void> {
  await Promise.all([one.audio.heardMore(10), other.audio.heardMore(10)]);
}

async function connect(
  from: Party,
  number: string,
  to: Party,
  world: Awaited<ReturnType<typeof startCallWorld>>,
) {
  const rings = to.nextCall();
  const calling = from.call(number, world.lan, deskAccount);
  const answered = (await rings).answer();
  return await Promise.all([calling.connected, answered]);
}

test('a phone calls another phone: both hear each other, either hangs up', async () => {
  await using world = await startCallWorld();
  const [here, there] = await connect(world.desk, '201', world.kitchen, world);
  await bothHear(here, there);
  await there.hangUp();
  await here.ended;
  const record = await world.record();
  assert.deepEqual([record.from, record.to, record.verdict], ['alice', '201', 'success']);
  assert.deepEqual(record.tries, []);
});

test('a phone calls a number of a rule: the rule’s contact takes it, no proxy hears of it', async () => {
  const other = await Party.open('branch');
  const { port } = other.socket.place;
  await using world = await startCallWorld({
    script: [`voip sip fdb create branch address 77x contact 127.0.0.1:${port} fwaddress 9000`],
  });
  world.provider.onRinging = () => assert.fail('a proxy was asked');
  const rings = other.nextCall();
  const calling = world.desk.call('771', world.lan, deskAccount);
  const ringing = await rings;
  assert.match(ringing.request.uri, /^sip:9000@/);
  const [here, there] = await Promise.all([calling.connected, ringing.answer()]);
  await bothHear(here, there);
  await here.hangUp();
  await there.ended;
  assert.match((await world.record()).cause, /normal/);
  await other.close();
});

test('early media of the provider is heard before the answer', async () => {
  await using world = await startCallWorld();
  using announcement = await Audio.open();
  const rings = world.provider.nextCall((ringing) => ringing.ring(183, announcement.describe()));
  const calling = world.desk.call('5551234', world.lan, deskAccount);
  const ringing = await rings;
  announcement.speakTo(ringing.request.body);
  await world.gateway.until('voip call list', ([call]) => call?.state === 'ringing');
  const [here, there] = await Promise.all([calling.connected, ringing.answer()]);
  assert.ok(calling.provisionals.includes(183), `heard ${calling.provisionals.join(', ')}`);
  await bothHear(here, there);
  await here.hangUp();
  await there.ended;
});

test('an offer that comes late, with the ACK, is passed on, and both hear each other', async () => {
  await using world = await startCallWorld();
  const rings = world.provider.nextCall();
  const calling = world.desk.call('5551234', world.lan, deskAccount, false);
  const [here, there] = await Promise.all([calling.connected, (await rings).answer()]);
  await bothHear(here, there);
  await here.hangUp();
  await there.ended;
});

test('hold and resume by new offers; audio flows again after it', async () => {
  await using world = await startCallWorld();
  const [here, there] = await connect(world.desk, '5551234', world.provider, world);
  await bothHear(here, there);
  const held = await here.request('INVITE', here.audio.describe(['a=sendonly']));
  assert.equal(held.status, 200);
  const resumed = await here.request('INVITE', here.audio.describe());
  assert.equal(resumed.status, 200);
  await bothHear(here, there);
  await here.hangUp();
  await there.ended;
  assert.equal((await world.record()).verdict, 'success');
});

test('OPTIONS and UPDATE inside a call are answered', async () => {
  await using world = await startCallWorld();
  const [here, there] = await connect(world.desk, '5551234', world.provider, world);
  assert.equal((await here.request('OPTIONS')).status, 200);
  assert.equal((await there.request('UPDATE')).status, 200);
  assert.equal((await here.request('UPDATE', here.audio.describe())).status, 200);
  await bothHear(here, there);
  await here.hangUp();
  await there.ended;
});

for (const moment of ['before anything rings', 'while it rings', 'as it is answered'] as const) {
  test(`a caller gives up ${moment}: nobody is left in a call`, async () => {
    await using world = await startCallWorld();
    const rings = world.provider.nextCall((ringing) => {
      if (moment !== 'before anything rings') ringing.ring();
    });
    const calling = world.desk.call('5551234', world.lan, deskAccount);
    const refused = calling.connected.then(
      () => 'connected',
      (error: Error) => error.message,
    );
    const ringing = await rings;
    if (moment === 'as it is answered') {
      const answered = ringing.answer();
      await calling.cancel().catch(() => undefined);
      if ((await refused) === 'connected') {
        const [call] = [...world.desk.calls.values()];
        await call?.hangUp();
      }
      await (await answered).ended;
    } else {
      const cancelled = calling.cancel();
      // RFC 3261 §9.1: the CANCEL waits until the server has said something.
      if (moment === 'before anything rings') ringing.ring();
      await cancelled;
      await ringing.cancelled;
      assert.equal(await refused, 'refused with 487');
    }
    await world.gateway.until('voip call list', (calls) => calls.length === 0);
    await world.record();
    assert.equal(world.provider.calls.size + world.desk.calls.size, 0);
  });
}

test('all phones of a user ring; the first to answer has the call, the other is told', async () => {
  await using world = await startCallWorld({ script: ['voip sip user add alice port kitchen'] });
  const [desk, kitchen] = [world.desk.nextCall(), world.kitchen.nextCall()];
  const calling = world.provider.call('200', world.wan);
  const [ringingDesk, ringingKitchen] = await Promise.all([desk, kitchen]);
  const [here, there] = await Promise.all([calling.connected, ringingKitchen.answer()]);
  await ringingDesk.cancelled;
  await bothHear(here, there);
  await here.hangUp();
  await there.ended;
});

test('a phone with a wrong password may neither register nor call', async () => {
  await using world = await startCallWorld();
  const wrong = { ...kitchenAccount, password: 'not-the-secret' };
  assert.equal(await world.kitchen.register(world.lan, wrong), 401);
  await assert.rejects(
    world.kitchen.call('200', world.lan, wrong).connected,
    /refused with 40[13]/,
  );
  assert.deepEqual(await world.gateway.exec('voip call log'), []);
});
