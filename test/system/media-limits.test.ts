/** Calls that end, or never begin, for the sake of their media. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deskAccount, kitchenAccount, startCallWorld } from '../support/peers/call-world.ts';

test('above the budget a call is refused with 503; the one in progress goes on', async () => {
  await using world = await startCallWorld();
  await world.gateway.exec('voip sip protocol set calls-max 1');
  const rings = world.provider.nextCall();
  const calling = world.desk.call('5551234', world.lan, deskAccount);
  const there = await (await rings).answer();
  const here = await calling.connected;
  await assert.rejects(world.kitchen.call('5551234', world.lan, kitchenAccount).connected, /503/);
  await Promise.all([here.audio.heardMore(5), there.audio.heardMore(5)]);
  await here.hangUp();
  await there.ended;
  await world.gateway.exec('voip sip protocol set calls-max 2');
  const again = world.provider.nextCall();
  const second = world.kitchen.call('5551234', world.lan, kitchenAccount);
  const last = await (await again).answer();
  await (await second.connected).hangUp();
  await last.ended;
});

test('a call that falls silent is released after the time that is set, and its record says why', async () => {
  await using world = await startCallWorld();
  await world.gateway.exec('voip sip protocol set media-inactivity 1');
  const rings = world.provider.nextCall();
  const calling = world.desk.call('5551234', world.lan, deskAccount);
  const there = await (await rings).answer();
  const here = await calling.connected;
  await Promise.all([here.audio.heardMore(5), there.audio.heardMore(5)]);
  there.audio.hush();
  await Promise.all([here.ended, there.ended]);
  assert.equal((await world.record()).cause, 'media-lost');
});
