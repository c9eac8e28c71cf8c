/** A re-INVITE without a description: the party that sends it is made an offer. RFC 3261 §14.2. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kitchenAccount, startCallWorld } from '../support/peers/call-world.ts';
import { until } from '../support/until.ts';

/** The kitchen has called the desk, which answers everything offered with what `desk` says. */
async function startTalk() {
  const world = await startCallWorld();
  const rings = world.desk.nextCall();
  const calling = world.kitchen.call('200', world.lan, kitchenAccount);
  const desk = await (await rings).answer();
  return { world, desk, kitchen: await calling.connected };
}

/** Both ways unless it says otherwise (RFC 4566 §6). */
function directionIn(description: Buffer | undefined): string {
  const found = /^a=(sendrecv|sendonly|recvonly|inactive)\r$/m.exec(description?.toString() ?? '');
  return found?.[1] ?? 'sendrecv';
}

test('who held resumes by asking for an offer: it is the other party’s own, not the held one', async () => {
  const { world, desk, kitchen } = await startTalk();
  await using gone = world;
  const held = await kitchen.request('INVITE', kitchen.audio.describe(['a=sendonly']));
  assert.equal(directionIn(desk.offered?.body), 'sendonly');
  assert.equal(held.status, 200);
  const before = desk.offered;
  const asked = await kitchen.request('INVITE', undefined, [], kitchen.audio.describe());
  assert.notEqual(desk.offered, before, 'the desk has been asked');
  assert.equal(desk.offered?.body.length, 0);
  assert.equal(directionIn(asked.body), 'sendrecv');
  await until(() => desk.asked.at(-1) === 'ACK', 'the ACK');
  assert.equal(directionIn(desk.acknowledged?.body), 'sendrecv');
  await kitchen.audio.heardMore(10);
  await desk.audio.heardMore(10);
  assert.equal((await gone.gateway.exec('voip call list')).length, 1);
});

test('a refresh without a description keeps the hold: the ACK says so to the other party', async () => {
  const { world, desk, kitchen } = await startTalk();
  await using gone = world;
  await kitchen.request('INVITE', kitchen.audio.describe(['a=sendonly']));
  await kitchen.request('INVITE', undefined, [], kitchen.audio.describe(['a=sendonly']));
  await until(() => desk.asked.at(-1) === 'ACK', 'the ACK');
  assert.equal(directionIn(desk.acknowledged?.body), 'sendonly');
  await kitchen.hangUp();
  await desk.ended;
  assert.equal((await gone.record()).verdict, 'success');
});

test('a party that makes no offer is left alone: the one that asked hears what it heard last', async () => {
  const { world, desk, kitchen } = await startTalk();
  await using gone = world;
  desk.onOffer = (incoming) => incoming.answer(488);
  const asked = await kitchen.request('INVITE', undefined, [], kitchen.audio.describe());
  assert.equal(asked.status, 200);
  assert.match(asked.body.toString(), /^m=audio [1-9]/m);
  assert.equal((await gone.gateway.exec('voip call list')).length, 1);
});

/** What the call is doing once both have agreed. */
async function isShown(world: Awaited<ReturnType<typeof startTalk>>['world'], state: string) {
  await world.gateway.until('voip call list', ([call]) => call.state === state);
}

test('who held and refreshes without a description holds until its answer is both ways again', async () => {
  const { world, kitchen } = await startTalk();
  await using gone = world;
  await kitchen.request('INVITE', kitchen.audio.describe(['a=sendonly']));
  await isShown(gone, 'held');
  for (const direction of ['sendonly', 'inactive', 'recvonly']) {
    const answer = kitchen.audio.describe([`a=${direction}`]);
    const asked = await kitchen.request('INVITE', undefined, [], answer);
    assert.equal(directionIn(asked.body), 'sendrecv', 'the other party’s own');
    // What follows is read when the ACK has been: the gateway hears one after the other.
    await kitchen.request('INFO');
    assert.equal((await gone.gateway.exec('voip call list'))[0].state, 'held', direction);
  }
  await kitchen.request('INVITE', undefined, [], kitchen.audio.describe());
  await isShown(gone, 'connected');
});

test('also where the other party makes no offer: nothing has changed until the ACK says so', async () => {
  const { world, desk, kitchen } = await startTalk();
  await using gone = world;
  await kitchen.request('INVITE', kitchen.audio.describe(['a=sendonly']));
  await isShown(gone, 'held');
  desk.onOffer = (incoming) => incoming.answer(488);
  const held = kitchen.audio.describe(['a=sendonly']);
  const asked = await kitchen.request('INVITE', undefined, [], held);
  assert.equal(asked.status, 200);
  await kitchen.request('INFO');
  assert.equal((await gone.gateway.exec('voip call list'))[0].state, 'held');
  // An answer that nobody can read takes nothing back.
  await kitchen.request('INVITE', undefined, [], Buffer.from('v=1'));
  await kitchen.request('INFO');
  assert.equal((await gone.gateway.exec('voip call list'))[0].state, 'held');
  await kitchen.request('INVITE', undefined, [], kitchen.audio.describe());
  await isShown(gone, 'connected');
});
