/** What a phone hears when no server can be reached: the tone is measured, then the refusal. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../../src/media/rtp/g711.ts';
import { levelOf } from '../media/level.ts';
import { deskAccount, startCallWorld } from '../support/peers/call-world.ts';
import { freePort } from '../support/ports.ts';
import { until } from '../support/until.ts';
import { whistle } from '../support/whistle.ts';

async function startDeafWorld(...more: readonly string[]) {
  const dead = await freePort();
  return startCallWorld({
    script: [`voip sip proxyserver set out contact 127.0.0.1:${dead}`, ...more],
  });
}

const on = 'voip sip protocol set failure-tones on';

test('a phone hears reorder tone as early media, then the refusal', async () => {
  await using world = await startDeafWorld(on);
  const calling = world.desk.call('5551234', world.lan, deskAccount);
  const audio = await calling.audio;
  await audio.heardMore(50);
  const heard = decode(audio.sound, 'pcma').subarray(0, 2000);
  for (const hz of [480, 620]) assert.ok(Math.abs(levelOf(heard, hz) - 2500) < 60, String(hz));
  assert.ok(levelOf(heard, 1000) < 60);
  assert.deepEqual(calling.provisionals, [183]);
  const record = await world.record();
  assert.equal(record.cause, 'no-server-reachable', 'the call itself is over already');
  await assert.rejects(calling.connected, /refused with 503/);
});

test('an announcement is heard instead, to its end; a file that cannot be played leaves the tone', async () => {
  await using world = await startDeafWorld(on);
  whistle(world.gateway, 'sorry.wav', 1000, 1);
  const hear = async (file: string) => {
    await world.gateway.exec(`voip sip protocol set failure-announcement ${file}`);
    const calling = world.desk.call('5551234', world.lan, deskAccount);
    const refused = assert.rejects(calling.connected, /refused with 503/);
    const audio = await calling.audio;
    await audio.heardMore(40);
    await refused;
    return decode(audio.sound, 'pcma').subarray(800, 2800);
  };
  const announced = await hear('sorry.wav');
  assert.ok(Math.abs(levelOf(announced, 1000) - 8000) < 400);
  assert.ok(levelOf(announced, 480) < 100);
  // Half of it is the silence of its cadence.
  assert.ok(levelOf(await hear('none.wav'), 480) > 1000);
});

test('a phone that gives up while it hears the tone is answered at once', async () => {
  await using world = await startDeafWorld(on);
  const calling = world.desk.call('5551234', world.lan, deskAccount);
  const refused = assert.rejects(calling.connected, /refused with 487/);
  await (await calling.audio).heardMore(5);
  await calling.cancel();
  await refused;
  const again = world.desk.call('5551234', world.lan, deskAccount);
  await assert.rejects(again.connected, /refused with 503/);
});

test('without the parameter the refusal comes at once; a local number has no such tone', async () => {
  await using world = await startDeafWorld();
  const calling = world.desk.call('5551234', world.lan, deskAccount);
  await assert.rejects(calling.connected, /refused with 503/);
  assert.ok(!calling.provisionals.includes(183));
  await world.gateway.exec(on);
  const busy = world.kitchen.nextCall((ringing) => ringing.refuse(486));
  const local = world.desk.call('201', world.lan, deskAccount);
  await busy;
  await assert.rejects(local.connected, /refused with 486/);
  assert.ok(!local.provisionals.includes(183));
});

test('an emergency call that nobody takes is refused at once: another way may be tried', async () => {
  await using world = await startDeafWorld(on, 'voip sip locationserver delete reg');
  const calling = world.desk.call('112', world.lan, deskAccount);
  await assert.rejects(calling.connected, /refused with 503/);
  assert.ok(!calling.provisionals.includes(183));
});

test('many that hear the tone give their ports back', async () => {
  await using world = await startDeafWorld(on, 'voip sip protocol set rtp-port-range 21000-21015');
  const callings = Array.from({ length: 8 }, () =>
    world.desk.call('5551234', world.lan, deskAccount),
  );
  const outcomes = await Promise.allSettled(callings.map(({ connected }) => connected));
  assert.ok(outcomes.every(({ status }) => status === 'rejected'));
  const calling = world.desk.call('5551234', world.lan, deskAccount);
  await until(() => calling.provisionals.includes(183), 'the tone');
  await calling.cancel();
  await assert.rejects(calling.connected, /refused with 487/);
});
