/** Calls and faxes through the real gateway, relayed by itself or by rtpengine. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../../src/media/rtp/g711.ts';
import { levelOf } from '../media/level.ts';
import { rtpengine, startRtpengine } from '../media/rtpengine.ts';
import type { RunningGateway } from '../support/gateway-process.ts';
import type { Audio } from '../support/peers/audio.ts';
import { type CallWorld, deskAccount, startCallWorld } from '../support/peers/call-world.ts';
import type { Party } from '../support/peers/party.ts';
import { whistle } from '../support/whistle.ts';

const withoutRtpengine = rtpengine === undefined ? 'rtpengine is not installed' : false;

const engines = [
  { name: 'builtin', skip: false },
  { name: 'rtpengine', skip: withoutRtpengine },
] as const;

/** A world whose media goes by that engine, and what ends the engine. */
async function startWorld(name: string): Promise<CallWorld & { endEngine(): Promise<void> }> {
  const daemon = name === 'rtpengine' ? await startRtpengine(20) : undefined;
  const world = await startCallWorld();
  if (daemon) await world.gateway.exec(`media engine rtpengine 127.0.0.1:${daemon.place.port}`);
  let isEnded = false;
  const endEngine = async () => {
    if (!isEnded) await daemon?.stop();
    isEnded = true;
  };
  return {
    ...world,
    endEngine,
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await endEngine();
    },
  };
}

async function call(world: CallWorld) {
  const rings = world.provider.nextCall();
  const calling = world.desk.call('5551234', world.lan, deskAccount);
  const there = await (await rings).answer();
  const here = await calling.connected;
  return [here, there] as const;
}

async function softPortIs(gateway: RunningGateway, state: string): Promise<void> {
  await gateway.until('voip ep list', (ports: readonly { name: string; state: string }[]) =>
    ports.some((port) => port.name === 'soft' && port.state === state),
  );
}

async function hearsTone(audio: Audio, hz: number): Promise<void> {
  const isHeard = () => {
    const packet = audio.last();
    return packet !== undefined && levelOf(decode(packet.subarray(12), 'pcma'), hz) > 2000;
  };
  while (!isHeard()) await audio.heardMore(1);
}

for (const { name, skip } of engines) {
  test(`${name}: a call is heard both ways, is held and resumed, and its record counts it`, {
    skip,
  }, async () => {
    await using world = await startWorld(name);
    const [here, there] = await call(world);
    await Promise.all([here.audio.heardMore(20), there.audio.heardMore(20)]);
    const held = await here.request('INVITE', here.audio.describe(['a=sendonly']));
    assert.equal(held.status, 200);
    assert.equal((await here.request('INVITE', here.audio.describe())).status, 200);
    await Promise.all([here.audio.heardMore(10), there.audio.heardMore(10)]);
    await here.hangUp();
    await there.ended;
    const { id } = await world.record();
    const { media } = await world.gateway.exec(`voip call record ${id}`);
    for (const leg of media) assert.ok(leg.packets >= 20, JSON.stringify(leg));
    const alice = await world.gateway.exec('voip sip user show alice');
    assert.ok(alice.bytesReceived >= 20 * 160 && alice.bytesSent >= 20 * 160);
  });

  test(`${name}: a voice call becomes a fax (T.38) and ends as one call`, { skip }, async () => {
    await using world = await startWorld(name);
    const [here, there] = await call(world);
    await Promise.all([here.audio.heardMore(5), there.audio.heardMore(5)]);
    there.audio.hush();
    const answer = await there.request('INVITE', there.audio.describeFax());
    assert.equal(answer.status, 200);
    assert.match(answer.body.toString(), /^m=image [1-9]\d* udptl t38\r$/m);
    assert.match(answer.body.toString(), /^a=T38FaxRateManagement:transferredTCF\r$/m);
    there.audio.speakTo(answer.body);
    there.audio.hush();
    // A datagram of audio may still be on its way.
    const indicator = Buffer.from([0, 0, 1, 0, 0, 0]);
    const heard = here.audio.heardMore(1);
    there.audio.send(indicator);
    await heard;
    while (here.audio.last()?.equals(indicator) !== true) await here.audio.heardMore(1);
    const back = Buffer.from([0, 1, 0, 2]);
    const answered = there.audio.heardMore(1);
    here.audio.send(back);
    await answered;
    assert.deepEqual(there.audio.last(), back);
    await here.hangUp();
    await there.ended;
    assert.equal((await world.record()).cause, 'normal-clearing');
  });

  test(`${name}: a soft port calls and is heard; two calls of it meet in a conference`, {
    skip,
  }, async () => {
    await using world = await startWorld(name);
    const { gateway, kitchen, desk } = world;
    await gateway.exec('voip ep soft create soft');
    await gateway.exec('voip sip user create carol address 202');
    await gateway.exec('voip sip user add carol port soft');
    const reach = async (party: Party, number: string) => {
      const rings = party.nextCall();
      await gateway.exec(`voip ep soft dial soft ${number}#`);
      const answered = await (await rings).answer();
      await softPortIs(gateway, 'talking');
      return answered;
    };
    const first = await reach(kitchen, '201');
    await first.audio.heardMore(10);
    await gateway.exec('voip ep soft flash soft');
    await softPortIs(gateway, 'dialTone');
    const second = await reach(desk, '200');
    await gateway.exec('voip ep soft flash soft 3');
    await softPortIs(gateway, 'conferring');
    whistle(gateway, 'tone.wav', 1000, 20);
    await gateway.exec('voip ep soft play soft tone.wav');
    await Promise.all([first, second].map(async ({ audio }) => hearsTone(audio, 1000)));
    await first.hangUp();
    await softPortIs(gateway, 'talking');
    await hearsTone(second.audio, 1000);
    await second.hangUp();
    const records = await gateway.until('voip call log', ({ length }) => length === 2);
    for (const { id } of records) {
      const { media } = await gateway.exec(`voip call record ${id}`);
      for (const { lost, opinionScore } of media)
        assert.ok(lost === 0 && opinionScore > 4, JSON.stringify(media));
    }
  });
}

test('a daemon that dies is named in the record of its call; new calls are refused and say why', {
  skip: withoutRtpengine,
}, async () => {
  await using world = await startWorld('rtpengine');
  const { gateway } = world;
  const [here, there] = await call(world);
  await Promise.all([here.audio.heardMore(5), there.audio.heardMore(5)]);
  await world.endEngine();
  const events: { code: string; text: string }[] = await gateway.until(
    'system events 100',
    (all: { code: string }[]) => all.some(({ code }) => code === 'call.media-fault'),
  );
  assert.ok(events.some(({ code }) => code === 'media.engine-down'));
  const { alarms } = await gateway.exec('system status');
  assert.match(JSON.stringify(alarms), /rtpengine 127\.0\.0\.1:\d+ does not answer/);
  await assert.rejects(world.desk.call('5551234', world.lan, deskAccount).connected, /503/);
  await here.hangUp();
  await there.ended;
  const records: { id: string; cause: string }[] = await gateway.until(
    'voip call log',
    (all: unknown[]) => all.length > 1,
  );
  const [refused, lost] = [true, false].map((isRefused) =>
    records.find(({ cause }) => (cause === 'no-media') === isRefused),
  );
  const record = await gateway.exec(`voip call record ${lost?.id}`);
  assert.match(JSON.stringify(record), /rtpengine 127\.0\.0\.1:\d+ does not answer/);
  const other = await gateway.exec(`voip call record ${refused?.id}`);
  assert.match(other.mediaFault, /^no rtpengine answers \(127\.0\.0\.1:\d+\)$/);
  await gateway.exec('media engine builtin');
  const [again] = await call(world);
  await again.audio.heardMore(5);
  await again.hangUp();
});
