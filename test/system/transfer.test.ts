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

/** The names of the calls in progress. */
async function listed(world: CallWorld, count: number): Promise<string[]> {
  const calls: Records = await world.gateway.until(
    'voip call list',
    (all: Records) => all.length === count,
  );
  return calls.map(({ id }) => id);
}

async function transfersOf(world: CallWorld, id: string | undefined): Promise<string[][]> {
  const { transfers } = await world.gateway.exec(`voip call record ${id}`);
  return transfers.map(({ by, kind, to, outcome }: Record<string, string>) => [
    by,
    kind,
    to,
    outcome,
  ]);
}

test('a phone hands its call on: the two others talk, it hears how that went and is free', async () => {
  await using world = await startCallWorld();
  const [desk, kitchen] = await call(world, '201', world.kitchen);
  await bothHear(desk, kitchen);
  const [before] = await listed(world, 1);
  const rings = world.provider.nextCall();
  assert.equal(await status(desk, '<sip:5551234@gateway>'), 202);
  const ringing = await rings;
  assert.match(ringing.request.headers.first('From') ?? '', /sip:200@/, 'it is called as alice');
  const there = await ringing.answer();
  await told(desk, 'SIP/2.0 200 OK');
  assert.deepEqual(desk.notified, ['SIP/2.0 100 Trying', 'SIP/2.0 180 Ringing', 'SIP/2.0 200 OK']);
  await desk.ended;
  await bothHear(kitchen, there);
  const [going] = await listed(world, 1);
  assert.deepEqual(going, before, 'it is still the call that it was');
  await kitchen.hangUp();
  await there.ended;
  const [record] = await records(world, 1);
  assert.deepEqual([record?.id, record?.cause, record?.to], [before, 'normal-clearing', '201']);
  const shown = await world.gateway.exec(`voip call record ${before}`);
  assert.deepEqual(
    shown.transfers.map(({ at: _at, ...rest }: { at: string }) => rest),
    [{ by: 'alice', kind: 'blind', to: '5551234', route: 'proxies', outcome: 'connected' }],
  );
  assert.deepEqual(
    shown.tries.map(({ server, outcome }: { server: string; outcome: string }) => [
      server,
      outcome,
    ]),
    [['out', 'answered']],
  );
  assert.ok(shown.startedAt <= shown.transfers[0].at && shown.transfers[0].at <= shown.endedAt);
  const events: { code: string; text: string }[] = await world.gateway.exec('system events 20');
  const news = events.find(({ code }) => code === 'call.transferred');
  assert.match(news?.text ?? '', new RegExp(`call ${before} is handed on to 5551234 by alice`));
});

test('a call handed on again and again keeps its name and has every step in its record', async () => {
  await using world = await startCallWorld();
  const [desk, there] = await call(world, '5551234', world.provider);
  const [id] = await listed(world, 1);
  const rings = world.kitchen.nextCall();
  assert.equal(await status(desk, '<sip:201@gateway>'), 202);
  const kitchen = await (await rings).answer();
  await desk.ended;
  const again = world.desk.nextCall();
  assert.equal(await status(kitchen, '<sip:200@gateway>'), 202);
  const back = await (await again).answer();
  await kitchen.ended;
  await bothHear(back, there);
  assert.deepEqual(await listed(world, 1), [id]);
  await world.gateway.exec(`voip call release ${id}`);
  await Promise.all([back.ended, there.ended]);
  await records(world, 1);
  const shown = await world.gateway.exec(`voip call record ${id}`);
  assert.deepEqual(
    shown.transfers.map(({ by, to, route }: Record<string, string>) => [by, to, route]),
    [
      ['alice', '201', 'user bob'],
      ['bob', '200', 'user alice'],
    ],
  );
  assert.equal(shown.cause, 'released');
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
  const [record] = await records(world, 1);
  assert.equal(record?.cause, 'normal-clearing');
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
  const [record] = await records(world, 1);
  assert.equal(record?.cause, 'normal-clearing');
  assert.deepEqual(await transfersOf(world, record?.id), [['alice', 'blind', '5551234', 'busy']]);
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
  const [record] = await records(world, 1);
  assert.deepEqual([record?.to, record?.cause], ['201', 'busy']);
  assert.deepEqual(await transfersOf(world, record?.id), [['alice', 'blind', '5551234', 'busy']]);
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
  const all = await records(world, 2);
  const kept = all.find(({ cause }) => cause === 'normal-clearing');
  const joined = all.find(({ cause }) => cause === 'transferred');
  assert.deepEqual([kept?.to, joined?.to], ['201', '5551234']);
  assert.deepEqual(await transfersOf(world, kept?.id), [
    ['alice', 'attended', '5551234', 'connected'],
  ]);
  assert.equal((await world.gateway.exec(`voip call record ${joined?.id}`)).joinedTo, kept?.id);
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
  const [record] = await records(world, 1);
  assert.deepEqual([record?.to, record?.cause], ['5551234', 'normal-clearing']);
  assert.deepEqual(await transfersOf(world, record?.id), [
    ['carol', 'pickup', '5551234', 'connected'],
  ]);
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
