/** Codes from phones and handsets: what is heard of them, and what the server gets. Manual §1.12. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../../src/media/rtp/g711.ts';
import { levelOf } from '../media/level.ts';
import { type CallWorld, deskAccount, startCallWorld } from '../support/peers/call-world.ts';

/** `dial` pips or `reorder`: which of the two a phone hears of its code. */
async function heardOf(world: CallWorld, code: string): Promise<string> {
  const calling = world.desk.call(code, world.lan, deskAccount);
  const audio = await calling.audio;
  const call = await calling.connected;
  await audio.heardMore(40);
  await call.hangUp();
  const heard = decode(audio.sound, 'pcma').subarray(0, 3200);
  const sounds = (hz: number) => levelOf(heard, hz) > 700;
  if (sounds(350) && !sounds(620)) return 'confirmation';
  return sounds(620) && !sounds(350) ? 'reorder' : 'neither';
}

test('a phone hears a stutter of what was done, and reorder tone where nothing is stored', async () => {
  await using world = await startCallWorld();
  const table = [
    ['*67#', 'reorder', null, false],
    ['*67*5551234#', 'confirmation', '5551234', true],
    ['#67#', 'confirmation', '5551234', false],
    ['*67#', 'confirmation', '5551234', true],
    ['##67#', 'confirmation', null, false],
    ['*53*201#', 'reorder', null, false],
  ] as const;
  for (const [code, heard, number, isOn] of table) {
    assert.equal(await heardOf(world, code), heard, code);
    const { forwardBusy, forwardBusyEnabled } = await world.gateway.exec(
      'voip sip service show alice',
    );
    assert.deepEqual([forwardBusy, forwardBusyEnabled], [number, isOn], code);
  }
});

test('codes of an operator are those that count, at a port its own', async () => {
  await using world = await startCallWorld({
    script: [
      'voip ep code create all service do-not-disturb on-prefix *78 off-prefix *79',
      'voip ep code create desk service do-not-disturb port desk on-prefix none',
    ],
  });
  const { gateway, kitchen, lan } = world;
  const account = { login: 'kitchen', password: 'secret-of-kitchen' };
  await (await kitchen.call('*78', lan, account).connected).ended;
  assert.equal((await gateway.exec('voip sip service show bob')).doNotDisturb, true);
  await assert.rejects(gateway.exec('voip ep code create more service redial on-prefix *78'), {
    message: /E-CODE-TAKEN/,
  });
  // At the desk that is no code, and nothing of it is called but its digits.
  const rings = world.provider.nextCall();
  const calling = world.desk.call('*78', lan, deskAccount);
  const ringing = await rings;
  assert.match(ringing.request.uri, /^sip:78@/);
  ringing.refuse(404);
  await assert.rejects(calling.connected, /404/);
  await gateway.exec('voip ep delete desk');
  const codes: { name: string }[] = await gateway.exec('voip ep code list');
  assert.deepEqual(
    codes.map(({ name }) => name),
    ['all'],
  );
});

test('forwarding by the server: stutter asks for the number, the server gets code and number', async () => {
  await using world = await startCallWorld({
    script: [
      'voip ep code create ext service server-forward on-prefix *72 off-prefix *73 react-prefix *74',
      'voip ep soft create p1',
      'voip sip user add alice port p1',
    ],
  });
  const { gateway, provider } = world;
  const asked = async (digits: string) => {
    const rings = provider.nextCall();
    await gateway.exec(`voip ep soft dial p1 ${digits}`);
    const ringing = await rings;
    const { uri } = ringing.request;
    ringing.refuse(404);
    await gateway.until('voip ep show p1', ({ state }) => state === 'busyTone');
    await gateway.exec('voip ep soft onhook p1');
    return uri;
  };
  await gateway.exec('voip ep soft dial p1 *72');
  assert.equal((await gateway.exec('voip ep show p1')).tone, 'stutter');
  assert.match(await asked('5551234#'), /^sip:\*725551234@/);
  assert.match(await asked('*73'), /^sip:\*73@/);
  assert.match(await asked('*74'), /^sip:\*74@/);
  // What is behind the code is limited as if it were called.
  await gateway.exec('voip ep soft dial p1 *720039022414#');
  await gateway.until('voip ep show p1', ({ state }) => state === 'busyTone');
  const [denied] = await gateway.exec('voip call log 1');
  assert.deepEqual([denied.to, denied.cause], ['*720039022414', 'not-permitted']);
  // A phone dials en bloc; without a number there is nothing to ask the server for.
  await assert.rejects(world.desk.call('*72', world.lan, deskAccount).connected, /484/);
});
