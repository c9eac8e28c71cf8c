/** Calls handed on by phones: blind, attended, refused; and by whom they may be. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CallWorld, deskAccount, startCallWorld } from '../support/peers/call-world.ts';
import { Party } from '../support/peers/party.ts';
import type { PeerCall } from '../support/peers/peer-call.ts';
import { until } from '../support/until.ts';

async function call(world: CallWorld, number: string, to: Party) {
  const rings = to.nextCall();
  const calling = world.desk.call(number, world.lan, deskAccount);
  const answered = (await rings).answer();
  return await Promise.all([calling.connected, answered]);
}

async function bothHear(one: PeerCall, other: PeerCall): Promise<void> {
  await Promise.all([one.audio.heardMore(10), other.audio.heardMore(10)]);
}

const refer = (from: PeerCall, to: string) => from.request('REFER', undefined, [['Refer-To', to]]);

async function status(from: PeerCall, to: string): Promise<number> {
  return (await refer(from, to)).status;
}

const told = (one: PeerCall, what: string) => until(() => one.notified.includes(what), what);

type Records = { id: string; cause: string; to: string }[];

async function records(world: CallWorld, count: number): Promise<Records> {
  return await world.gateway.until('voip call log', (all: Records) => all.length === count);
}

test('a phone hands its call on: the two others talk, it hears how that went and is free', async () => {
  await using world = await startCallWorld();
  const [desk, kitchen] = await call(world, '201', world.kitchen);
  await bothHear(desk, kitchen);
  const rings = world.provider.nextCall();
  assert.equal(await status(desk, '<sip:5551234@gateway>'), 202);
  const ringing = await rings;
  assert.match(ringing.request.headers.first('From') ?? '', /sip:200@/, 'it is called as alice');
  const there = await ringing.answer();
  await told(desk, 'SIP/2.0 200 OK');
  assert.deepEqual(desk.notified, ['SIP/2.0 100 Trying', 'SIP/2.0 180 Ringing', 'SIP/2.0 200 OK']);
  await desk.ended;
  await bothHear(kitchen, there);
  const [first] = await records(world, 1);
  assert.equal(first?.cause, 'transferred');
  await kitchen.hangUp();
  await there.ended;
  const [second] = await records(world, 2);
  const shown = await world.gateway.exec(`voip call record ${second?.id}`);
  assert.deepEqual([shown.to, shown.transferredFrom], ['5551234', first?.id]);
  assert.equal(
    (await world.gateway.exec(`voip call record ${first?.id}`)).transferredTo,
    second?.id,
  );
});

test('the phone may hang up at once: the call waits for the answer', async () => {
  await using world = await startCallWorld();
  const [desk, kitchen] = await call(world, '201', world.kitchen);
  const rings = world.provider.nextCall();
  assert.equal(await status(desk, '<sip:5551234@gateway>'), 202);
  const ringing = await rings;
  await desk.hangUp();
  const there = await ringing.answer();
  await bothHear(kitchen, there);
  await there.hangUp();
  await kitchen.ended;
  assert.equal((await records(world, 2)).length, 2);
});

test('who is handed on hangs up first: nobody rings any longer', async () => {
  await using world = await startCallWorld();
  const [desk, kitchen] = await call(world, '201', world.kitchen);
  const rings = world.provider.nextCall();
  assert.equal(await status(desk, '<sip:5551234@gateway>'), 202);
  const ringing = await rings;
  await kitchen.hangUp();
  await Promise.all([ringing.cancelled, desk.ended]);
  await world.gateway.until('voip call list', (calls) => calls.length === 0);
});

test('a busy goal changes nothing but that the phone hears of it', async () => {
  await using world = await startCallWorld();
  const [desk, kitchen] = await call(world, '201', world.kitchen);
  const rings = world.provider.nextCall();
  assert.equal(await status(desk, '<sip:5551234@gateway>'), 202);
  (await rings).refuse(486);
  await told(desk, 'SIP/2.0 486 Busy Here');
  await bothHear(desk, kitchen);
  await desk.hangUp();
  await kitchen.ended;
});

test('when the goal is busy and the phone is gone, the waiting party is let go', async () => {
  await using world = await startCallWorld();
  const [desk, kitchen] = await call(world, '201', world.kitchen);
  const rings = world.provider.nextCall();
  assert.equal(await status(desk, '<sip:5551234@gateway>'), 202);
  const ringing = await rings;
  await desk.hangUp();
  ringing.refuse(486);
  await kitchen.ended;
});

test('a phone that has asked first joins its two calls', async () => {
  await using world = await startCallWorld();
  const [first, kitchen] = await call(world, '201', world.kitchen);
  const [second, there] = await call(world, '5551234', world.provider);
  const goal = `<sip:5551234@gateway?Replaces=${encodeURIComponent(second.replaces)}>`;
  assert.equal(await status(first, goal), 202);
  await Promise.all([first.ended, second.ended]);
  assert.equal(first.notified.at(-1), 'SIP/2.0 200 OK');
  await bothHear(kitchen, there);
  await there.hangUp();
  await kitchen.ended;
  const all = await records(world, 3);
  assert.deepEqual(all.map(({ cause }) => cause).toSorted(), [
    'normal-clearing',
    'transferred',
    'transferred',
  ]);
});

test('a transfer is allowed what its phone is allowed to call', async () => {
  await using world = await startCallWorld();
  const [desk, kitchen] = await call(world, '201', world.kitchen);
  world.provider.onRinging = () => assert.fail('a denied number was called');
  assert.equal(await status(desk, '<sip:0090055@gateway>'), 202);
  await told(desk, 'SIP/2.0 403 Forbidden');
  assert.equal(await status(desk, '<sip:112@gateway>'), 403);
  assert.equal(await status(desk, '<sip:200@gateway>'), 404);
  assert.equal(await status(desk, '<sip:1@gateway?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>'), 481);
  assert.equal(await status(desk, 'no URI at all <'), 400);
  await bothHear(desk, kitchen);
  await desk.hangUp();
});

test('a server may not transfer calls unless it is allowed to', async () => {
  await using world = await startCallWorld();
  const [desk, there] = await call(world, '5551234', world.provider);
  assert.equal(await status(there, '<sip:201@gateway>'), 603);
  await desk.hangUp();
  await there.ended;
  await world.gateway.exec('voip sip protocol set transfer-from-servers on');
  const [again, far] = await call(world, '5551234', world.provider);
  const rings = world.kitchen.nextCall();
  assert.equal(await status(far, '<sip:201@gateway>'), 202);
  const kitchen = await (await rings).answer();
  await far.ended;
  await bothHear(again, kitchen);
  await again.hangUp();
});

test('a phone picks a call up by Replaces; a server may not', async () => {
  const den = await Party.open('den');
  const account = { login: 'den', password: 'secret-of-den' };
  await using world = await startCallWorld({
    script: [
      'voip ep sip create den login den password secret-of-den',
      'voip sip user create carol address 202',
      'voip sip user add carol port den',
    ],
  });
  assert.equal(await den.register(world.lan, account), 200);
  const [desk, there] = await call(world, '5551234', world.provider);
  // As the gateway knows it: the tags the other way round than for the phone itself.
  const fields = [['Replaces', desk.replaces]] as const;
  const outside = world.provider.call('200', world.wan, undefined, true, fields);
  await assert.rejects(outside.connected, /403/);
  const taken = await den.call('200', world.lan, account, true, fields).connected;
  await desk.ended;
  await bothHear(taken, there);
  await taken.hangUp();
  await there.ended;
  await den.close();
});

test('a soft port is handed on as a phone is', async () => {
  await using world = await startCallWorld({
    script: [
      'voip ep soft create robot',
      'voip sip user create carol address 202',
      'voip sip user add carol port robot',
    ],
  });
  const calling = world.desk.call('202', world.lan, deskAccount);
  await world.gateway.until('voip ep list', (ports: { name: string; state: string }[]) =>
    ports.some(({ name, state }) => name === 'robot' && state === 'ringing'),
  );
  await world.gateway.exec('voip ep soft answer robot');
  const desk = await calling.connected;
  const rings = world.kitchen.nextCall();
  assert.equal(await status(desk, '<sip:201@gateway>'), 202);
  const kitchen = await (await rings).answer();
  await desk.ended;
  await kitchen.audio.heardMore(10);
  await world.gateway.exec('voip ep soft onhook robot');
  await kitchen.ended;
});

test('a phone with call waiting rings while it talks; without, it is busy', async () => {
  await using world = await startCallWorld();
  const [desk, kitchen] = await call(world, '201', world.kitchen);
  const busy = world.provider.call('201', world.wan);
  await assert.rejects(busy.connected, /486/);
  await world.gateway.exec('voip ep set kitchen callwaiting');
  const rings = world.kitchen.nextCall();
  const calling = world.provider.call('201', world.wan);
  const second = await (await rings).answer();
  const there = await calling.connected;
  await bothHear(second, there);
  await kitchen.hangUp();
  await desk.ended;
  await world.gateway.until('voip ep list', (ports: { name: string; state: string }[]) =>
    ports.some(({ name, state }) => name === 'kitchen' && state === 'talking'),
  );
  await second.hangUp();
  await there.ended;
  await world.gateway.until('voip ep list', (ports: { name: string; state: string }[]) =>
    ports.some(({ name, state }) => name === 'kitchen' && state === 'onHook'),
  );
});
