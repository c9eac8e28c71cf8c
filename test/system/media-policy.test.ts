/** Codecs and encryption by server and by port, and calls for which there is no media at all. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deskAccount, startCallWorld } from '../support/peers/call-world.ts';

test('each side hears of the codecs that it may use, liked ones first', async () => {
  await using world = await startCallWorld();
  await world.gateway.exec('voip sip proxyserver set out codecs pcmu,pcma');
  const rings = world.provider.nextCall();
  const calling = world.desk.call('5551234', world.lan, deskAccount);
  const ringing = await rings;
  assert.match(ringing.request.body.toString(), /^m=audio \d+ RTP\/AVP 0 8 101/m);
  const there = await ringing.answer();
  const here = await calling.connected;
  await Promise.all([here.audio.heardMore(5), there.audio.heardMore(5)]);
  await here.hangUp();
  await world.gateway.exec('voip ep set desk codecs pcma');
  const again = world.provider.nextCall();
  const second = world.desk.call('5551234', world.lan, deskAccount);
  const last = await again;
  assert.match(last.request.body.toString(), /^m=audio \d+ RTP\/AVP 8 101/m);
  last.refuse(486);
  await assert.rejects(second.connected, /486/);
});

test('a server that must have encryption is offered keys, and its plain answer ends the call', async () => {
  await using world = await startCallWorld();
  await world.gateway.exec('voip sip proxyserver set out srtp required');
  const rings = world.provider.nextCall();
  const calling = world.desk.call('5551234', world.lan, deskAccount);
  const ringing = await rings;
  assert.match(ringing.request.body.toString(), /^m=audio \d+ RTP\/SAVP 8/m);
  assert.match(ringing.request.body.toString(), /^a=crypto:\d AEAD_AES_128_GCM inline:/m);
  const settled = assert.rejects(calling.connected);
  await ringing.answer();
  await settled;
});

test('a port has a policy of its own: required keys, keys beside plain RTP, none', async () => {
  await using world = await startCallWorld();
  const offered = async (srtp: string) => {
    await world.gateway.exec(`voip ep set kitchen srtp ${srtp}`);
    const rings = world.kitchen.nextCall();
    const calling = world.desk.call('201', world.lan, deskAccount);
    const ringing = await rings;
    ringing.refuse(486);
    await assert.rejects(calling.connected, /486/);
    return ringing.request.body.toString();
  };
  const required = await offered('required');
  assert.match(required, /^m=audio \d+ RTP\/SAVP 8/m);
  assert.match(required, /^a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:/m);
  const preferred = await offered('preferred');
  assert.match(preferred, /^m=audio \d+ RTP\/AVP 8/m);
  assert.match(preferred, /^a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:/m);
  const off = await offered('off');
  assert.match(off, /^m=audio \d+ RTP\/AVP 8/m);
  assert.ok(!off.includes('crypto'));
});

test('a server that refuses keys beside plain RTP is offered plain RTP, and has the call', async () => {
  await using world = await startCallWorld();
  await world.gateway.exec('voip sip proxyserver set out srtp preferred');
  const rings = world.provider.nextCall();
  const calling = world.desk.call('5551234', world.lan, deskAccount);
  const first = await rings;
  assert.match(first.request.body.toString(), /^a=crypto:/m);
  const again = world.provider.nextCall();
  first.refuse(488);
  const second = await again;
  assert.ok(!second.request.body.includes('a=crypto'));
  const there = await second.answer();
  const here = await calling.connected;
  await Promise.all([here.audio.heardMore(5), there.audio.heardMore(5)]);
  await here.hangUp();
  const { tries, verdict } = await world.record();
  assert.equal(verdict, 'success');
  assert.equal(tries.length, 1);
});

test('no codec in common: 488, and no server is held to be down', async () => {
  await using world = await startCallWorld();
  await world.gateway.exec('voip sip proxyserver set out codecs opus');
  await assert.rejects(world.desk.call('5551234', world.lan, deskAccount).connected, /488/);
  await assert.rejects(world.provider.call('200', world.wan).connected, /488/);
  const servers: { health: string }[] = await world.gateway.exec('voip sip proxyserver list');
  assert.ok(servers.every(({ health }) => health !== 'down' && health !== 'suspect'));
});

test('another range of media ports counts from the next call on', async () => {
  await using world = await startCallWorld();
  await world.gateway.exec('voip sip protocol set rtp-port-range 40000-40099');
  const rings = world.provider.nextCall();
  const calling = world.desk.call('5551234', world.lan, deskAccount);
  const ringing = await rings;
  const port = Number(/^m=audio (\d+)/m.exec(ringing.request.body.toString())?.[1]);
  assert.ok(port >= 40_000 && port <= 40_099, `${port}`);
  ringing.refuse(486);
  await assert.rejects(calling.connected, /486/);
});
