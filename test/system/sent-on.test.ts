/** Calls that a callee sends on by itself. RFC 3261 §8.1.3.4, §21.3.3. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deskAccount, kitchenAccount, startCallWorld } from '../support/peers/call-world.ts';
import type { Party } from '../support/peers/party.ts';

/** Sends every call on, as a phone does whose owner has told it so. */
function sendsOn(party: Party, to: string): void {
  party.onRinging = (ringing) => ringing.refuse(302, [['Contact', `<${to}>`]]);
}

test('a phone sends its calls on: they go there as if it had dialled that', async () => {
  await using world = await startCallWorld();
  sendsOn(world.desk, 'sip:201@127.0.0.1');
  const rings = world.kitchen.nextCall();
  const calling = world.provider.call('200', world.wan);
  const kitchen = await (await rings).answer();
  const provider = await calling.connected;
  await Promise.all([kitchen.audio.heardMore(10), provider.audio.heardMore(10)]);
  await provider.hangUp();
  const { id } = await world.record();
  const record = await world.gateway.exec(`voip call record ${id}`);
  assert.deepEqual([record.route, record.verdict], ['user alice > user bob', 'success']);
});

test('sent on to a number outside, a call goes out by the line of the user whose phone it is', async () => {
  await using world = await startCallWorld();
  sendsOn(world.desk, 'tel:555-12-34');
  const rings = world.provider.nextCall();
  const calling = world.kitchen.call('200', world.lan, kitchenAccount);
  const ringing = await rings;
  const { request } = ringing;
  assert.match(request.uri, /^sip:5551234@/);
  assert.match(request.headers.first('Contact') ?? '', /^<sip:200@/);
  ringing.refuse(486);
  await assert.rejects(calling.connected, /refused with 486/);
});

test('a phone may send calls only where its user may call, and not in circles', async () => {
  await using world = await startCallWorld();
  world.provider.onRinging = () => assert.fail('the provider was asked');
  let count = 0;
  const causeOf = async (contact: string) => {
    count += 1;
    sendsOn(world.desk, contact);
    await assert.rejects(world.provider.call('200', world.wan).connected, /refused/);
    const [newest] = await world.gateway.until(
      'voip call log',
      (records) => records.length === count,
    );
    return newest.cause;
  };
  assert.equal(await causeOf('sip:0039022414@127.0.0.1'), 'not-permitted');
  assert.equal(await causeOf('sip:112@127.0.0.1'), 'not-permitted');
  assert.equal(await causeOf('sip:200@127.0.0.1'), 'forwarded-too-often');
  sendsOn(world.kitchen, 'sip:200@127.0.0.1');
  assert.equal(await causeOf('sip:201@127.0.0.1'), 'forwarded-too-often');
});

test('a server sends a call on, but not to a number that its caller may not call', async () => {
  await using world = await startCallWorld();
  sendsOn(world.provider, 'sip:0039022414@127.0.0.1');
  const denied = world.desk.call('5551234', world.lan, deskAccount);
  await assert.rejects(denied.connected, /refused with 480/);
  const events: { code: string }[] = await world.gateway.exec('system events 10');
  assert.ok(events.some(({ code }) => code === 'security.call-denied'));
  sendsOn(world.provider, 'sip:5559999@127.0.0.1');
  const { onRinging } = world.provider;
  world.provider.onRinging = (ringing) => {
    if (ringing.request.uri.startsWith('sip:5559999@')) void ringing.answer();
    else onRinging(ringing);
  };
  const call = await world.desk.call('5551234', world.lan, deskAccount).connected;
  await call.hangUp();
});

test('numbers may be written with parameters and separators', async () => {
  await using world = await startCallWorld();
  for (const written of ['2-0.1', '201;phone-context=example.com', '%32%301']) {
    const rings = world.kitchen.nextCall();
    const calling = world.desk.call(written, world.lan, deskAccount);
    (await rings).refuse(486);
    await assert.rejects(calling.connected, /refused with 486/, written);
  }
});
