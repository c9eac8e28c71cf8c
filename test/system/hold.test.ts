/** Hold between a soft port and a SIP party, each direction by itself. RFC 3264 §6.1, §8.4. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCallWorld } from '../support/peers/call-world.ts';
import type { PeerCall } from '../support/peers/peer-call.ts';
import { until } from '../support/until.ts';

/** The direction of the audio in a description. */
function directionIn(description: Buffer | undefined): string | undefined {
  return /^a=(sendrecv|sendonly|recvonly|inactive)\r$/m.exec(description?.toString() ?? '')?.[1];
}

/** A soft port of alice that talks to the provider. */
async function startTalk() {
  const world = await startCallWorld({
    script: ['voip ep soft create p1', 'voip sip user add alice port p1'],
  });
  const rings = world.provider.nextCall();
  await world.gateway.exec('voip ep soft dial p1 5551234#');
  const there = await (await rings).answer();
  const is = (state: string) =>
    world.gateway.until('voip ep show p1', (port: { state: string }) => port.state === state);
  await is('talking');
  return { world, there, is };
}

/** What the provider is answered when it offers a direction. */
async function answered(there: PeerCall, direction: string): Promise<string | undefined> {
  const offer = there.audio.describe(direction === 'sendrecv' ? [] : [`a=${direction}`]);
  const response = await there.request('INVITE', offer);
  assert.equal(response.status, 200);
  return directionIn(response.body);
}

/** What it is offered once `act` is done. */
async function offered(there: PeerCall, act: () => Promise<unknown>): Promise<string | undefined> {
  const before = there.offered;
  await act();
  await until(() => there.offered !== before, 'an offer');
  return directionIn(there.offered?.body);
}

test('who is held by a soft port stays held, whatever it offers meanwhile', async () => {
  const { world, there, is } = await startTalk();
  await using gone = world;
  const flash = () => gone.gateway.exec('voip ep soft flash p1');
  const table = [
    ['sendrecv', 'sendrecv', 'sendonly'],
    ['sendonly', 'recvonly', 'inactive'],
    ['recvonly', 'sendonly', 'sendonly'],
    ['inactive', 'inactive', 'inactive'],
  ] as const;
  for (const [theirs, free] of table) assert.equal(await answered(there, theirs), free, theirs);
  await answered(there, 'sendrecv');
  assert.equal(await offered(there, flash), 'sendonly');
  await is('dialTone');
  for (const [theirs, , held] of table) assert.equal(await answered(there, theirs), held, theirs);
  const bare = await there.request('INVITE', undefined, [], there.audio.describe(['a=recvonly']));
  assert.equal(directionIn(bare.body), 'sendonly', 'asked for an offer it says what holds');
  assert.equal(await offered(there, flash), 'sendrecv');
  await is('talking');
  assert.equal(await answered(there, 'sendrecv'), 'sendrecv');
});

test('each may hold the other: whoever is held itself sends nothing either', async () => {
  const { world, there, is } = await startTalk();
  await using gone = world;
  const flash = () => gone.gateway.exec('voip ep soft flash p1');
  assert.equal(await answered(there, 'sendonly'), 'recvonly');
  assert.equal(await offered(there, flash), 'inactive');
  await is('dialTone');
  assert.equal(await answered(there, 'sendrecv'), 'sendonly', 'the other one resumes: still held');
  assert.equal(await offered(there, flash), 'sendrecv');
  await is('talking');
});
