/**
 * Soft ports on the real gateway: what is heard at them, measured in the files that they keep.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { toneOf } from '../../src/domain/tones.ts';
import { readWav } from '../../src/media/rtp/wav.ts';
import { levelOf } from '../media/level.ts';
import { type RunningGateway, startGateway } from '../support/gateway-process.ts';
import { until } from '../support/until.ts';
import { whistle } from '../support/whistle.ts';

const house = [
  'voip sip protocol set inter-digit-timer 1',
  ...['p1', 'p2', 'p3'].map((port) => `voip ep soft create ${port}`),
  'voip sip user create alice address 200',
  'voip sip user create bob address 201',
  'voip sip user create carol address 202',
  'voip sip user add alice port p1',
  'voip sip user add bob port p2',
  'voip sip user add carol port p3',
];

interface PortRow {
  readonly name: string;
  readonly state: string;
}

async function startHouse(more: readonly string[] = []) {
  const gateway = await startGateway({ script: [...house, ...more] });
  mkdirSync(join(gateway.directory, 'sounds'), { recursive: true });
  return Object.assign(gateway, {
    [Symbol.asyncDispose]: async () => void (await gateway.stop()),
    is: (name: string, state: string) =>
      gateway.until('voip ep list', (ports: readonly PortRow[]) =>
        ports.some((port) => port.name === name && port.state === state),
      ),
    port: (name: string) => gateway.exec(`voip ep show ${name}`),
  });
}

/** What a port has kept so far: the head says how much only when it is finished. */
function kept({ directory }: RunningGateway, name: string): Int16Array {
  const data = readFileSync(join(directory, 'sounds', name)).subarray(44);
  return Int16Array.from({ length: data.length >> 1 }, (_, at) => data.readInt16LE(2 * at));
}

/** Tenths of a second in which all of the frequencies sound, and none of the others. */
function tenths(samples: Int16Array, hz: readonly number[], not: readonly number[] = []): number {
  let count = 0;
  for (let from = 0; from + 800 <= samples.length; from += 800) {
    const part = samples.subarray(from, from + 800);
    const sounds = (one: number) => levelOf(part, one) > 1000;
    if (hz.every(sounds) && !not.some(sounds)) count += 1;
  }
  return count;
}

/** Until so much more has been heard and kept. */
async function hears({ directory }: RunningGateway, name: string, ms: number): Promise<void> {
  const path = join(directory, 'sounds', name);
  const size = () => (existsSync(path) ? statSync(path).size : 0);
  const wanted = size() + ms * 16;
  await until(() => size() >= wanted, `${ms} ms of sound in ${name}`);
}

test('a handset hears dial tone, ring-back, the other party, and busy tone; a file keeps it', async () => {
  await using gateway = await startHouse();
  whistle(gateway, 'whistle.wav', 1000, 1);
  await gateway.exec('voip ep soft record p1 heard.wav');
  await gateway.exec('voip ep soft offhook p1');
  assert.equal((await gateway.port('p1')).tone, 'dial');
  await hears(gateway, 'heard.wav', 600);
  await gateway.exec('voip ep soft dial p1 201#');
  await gateway.is('p2', 'ringing');
  await gateway.is('p1', 'ringback');
  assert.equal((await gateway.port('p1')).tone, 'ringback');
  await hears(gateway, 'heard.wav', 600);
  await gateway.exec('voip ep soft answer p2');
  await gateway.is('p1', 'talking');
  assert.equal((await gateway.port('p1')).tone, null);
  await gateway.exec('voip ep soft play p2 whistle.wav');
  await hears(gateway, 'heard.wav', 1300);
  await gateway.exec('voip ep soft onhook p2');
  await gateway.is('p1', 'busyTone');
  await hears(gateway, 'heard.wav', 600);
  await gateway.exec('voip ep soft record p1');
  await gateway.exec('voip ep soft onhook p1');
  const heard = kept(gateway, 'heard.wav');
  const file = () => readFileSync(join(gateway.directory, 'sounds', 'heard.wav'));
  await until(() => file().readUInt32LE(40) > 0, 'the end of the file');
  assert.ok(readWav(file(), 'pcma').length >= heard.length, 'a whole WAV file');
  const [dial, ringback, busy] = (['dial', 'ringback', 'busy'] as const).map(
    (tone) => toneOf('us', tone).segments[0]?.hz ?? [],
  );
  assert.ok(tenths(heard, dial ?? [], [480]) >= 4, 'dial tone');
  assert.ok(tenths(heard, ringback ?? [], [350, 620]) >= 4, 'ring-back tone');
  assert.ok(tenths(heard, busy ?? [], [440]) >= 3, 'busy tone');
  const whistled = tenths(heard, [1000]);
  assert.ok(whistled >= 8 && whistled <= 11, `${whistled} tenths of a whistle`);
});

test('files that cannot be played or recorded are refused, each with its rule', async () => {
  await using gateway = await startHouse();
  const sounds = join(gateway.directory, 'sounds');
  writeFileSync(join(sounds, 'noise.wav'), 'this is no sound');
  writeFileSync(join(sounds, 'there.wav'), '');
  symlinkSync('/etc/hostname', join(sounds, 'link.wav'));
  whistle(gateway, 'fine.wav', 1000, 1);
  for (const [line, code] of [
    ['voip ep soft play p1 ../key', 'E-SOUND-NAME'],
    ['voip ep soft play p1 /etc/passwd', 'E-SOUND-NAME'],
    ['voip ep soft play p1 .hidden.wav', 'E-SOUND-NAME'],
    [`voip ep soft play p1 ${'x'.repeat(70)}.wav`, 'E-SOUND-NAME'],
    ['voip ep soft play p1 nothing.wav', 'E-SOUND-MISSING'],
    ['voip ep soft play p1 link.wav', 'E-SOUND-MISSING'],
    ['voip ep soft play p1 noise.wav', 'E-WAV-INVALID'],
    ['voip ep soft play p1 fine.wav', 'E-PORT-STATE'],
    ['voip ep soft play nobody fine.wav', 'E-NOT-FOUND'],
    ['voip ep soft record p1 there.wav', 'E-SOUND-TAKEN'],
    ['voip ep soft record p1 ../../x.wav', 'E-SOUND-NAME'],
    ['voip ep soft flash p1', 'E-PORT-STATE'],
  ] as const) {
    const outcome = await gateway.tryExec(line);
    assert.equal(outcome.ok ? 'taken' : outcome.error.code, code, line);
  }
  await gateway.exec('voip ep soft record p1 one.wav');
  const again = await gateway.tryExec('voip ep soft record p1 two.wav');
  assert.equal(again.ok ? 'taken' : again.error.code, 'E-PORT-STATE', 'it records already');
});

/** p1 talks to p2, which is held for p3: then p1 talks to p3. */
async function withTwoCalls(gateway: Awaited<ReturnType<typeof startHouse>>): Promise<void> {
  await gateway.exec('voip ep soft dial p1 201#');
  await gateway.is('p2', 'ringing');
  await gateway.exec('voip ep soft answer p2');
  await gateway.is('p1', 'talking');
  await gateway.exec('voip ep soft flash p1');
  await gateway.is('p1', 'dialTone');
  await gateway.exec('voip ep soft dial p1 202#');
  await gateway.is('p3', 'ringing');
  await gateway.exec('voip ep soft answer p3');
  await gateway.is('p1', 'talking');
}

const callStates = (gateway: RunningGateway, states: readonly string[]) =>
  gateway.until(
    'voip call list',
    (calls: readonly { readonly state: string }[]) =>
      calls
        .map(({ state }) => state)
        .toSorted()
        .join(' ') === states.join(' '),
  );

test('a handset holds a call for another, swaps them, ends one and comes back', async () => {
  await using gateway = await startHouse(['voip sip protocol set country de']);
  whistle(gateway, 'two.wav', 1000, 20);
  whistle(gateway, 'three.wav', 1600, 20);
  await withTwoCalls(gateway);
  await callStates(gateway, ['connected', 'held']);
  await gateway.exec('voip ep soft play p2 two.wav');
  await gateway.exec('voip ep soft play p3 three.wav');
  const heardBy = async (port: string, file: string, ms: number) => {
    await gateway.exec(`voip ep soft record ${port} ${file}`);
    await hears(gateway, file, ms);
    await gateway.exec(`voip ep soft record ${port}`);
    return kept(gateway, file);
  };
  assert.ok(tenths(await heardBy('p1', 'third.wav', 500), [1600], [1000]) >= 4);
  await gateway.exec('voip ep soft flash p1 2');
  await callStates(gateway, ['connected', 'held']);
  assert.ok(tenths(await heardBy('p1', 'second.wav', 500), [1000], [1600]) >= 4);
  const held = await heardBy('p3', 'held.wav', 5500);
  assert.ok(tenths(held, [425], [1000]) >= 1, 'who is held hears a pip');
  await gateway.exec('voip ep soft flash p1 1');
  await gateway.is('p2', 'busyTone');
  await callStates(gateway, ['connected']);
  assert.ok(tenths(await heardBy('p1', 'back.wav', 500), [1600], [1000]) >= 4);
  await gateway.exec('voip ep soft onhook p3');
  await gateway.is('p1', 'busyTone');
});

test('a call that waits sounds in the one under way, and is answered with a tap', async () => {
  await using gateway = await startHouse(['voip ep set p1 callwaiting']);
  await gateway.exec('voip ep soft dial p1 201#');
  await gateway.is('p2', 'ringing');
  await gateway.exec('voip ep soft answer p2');
  await gateway.is('p1', 'talking');
  await gateway.exec('voip ep soft record p1 waiting.wav');
  await gateway.exec('voip ep soft dial p3 200#');
  await gateway.is('p3', 'ringback');
  assert.equal((await gateway.port('p1')).tone, 'callWaiting');
  await hears(gateway, 'waiting.wav', 600);
  await gateway.exec('voip ep soft flash p1 2');
  await gateway.is('p3', 'talking');
  await callStates(gateway, ['connected', 'held']);
  await gateway.exec('voip ep soft record p1');
  assert.ok(tenths(kept(gateway, 'waiting.wav'), [440]) >= 2, 'the tone of a call that waits');
  await gateway.exec('voip ep soft dial p2 5');
  await gateway.exec('voip ep soft onhook p3');
  await callStates(gateway, ['connected']);
  assert.equal((await gateway.port('p1')).state, 'talking', 'it came back to the first');
});

test('three in a conference: each hears the two others and not itself', async () => {
  await using gateway = await startHouse();
  const whistles = { p1: 700, p2: 1000, p3: 1600 };
  await withTwoCalls(gateway);
  await gateway.exec('voip ep soft flash p1 3');
  await gateway.is('p1', 'conferring');
  await callStates(gateway, ['connected', 'connected']);
  for (const [port, hz] of Object.entries(whistles)) {
    whistle(gateway, `${port}.wav`, hz, 20);
    await gateway.exec(`voip ep soft play ${port} ${port}.wav`);
    await gateway.exec(`voip ep soft record ${port} heard-${port}.wav`);
  }
  for (const port of Object.keys(whistles)) await hears(gateway, `heard-${port}.wav`, 1500);
  for (const [port, hz] of Object.entries(whistles)) {
    const others = Object.values(whistles).filter((one) => one !== hz);
    const heard = kept(gateway, `heard-${port}.wav`).subarray(-8000);
    assert.ok(tenths(heard, others, [hz]) >= 8, `${port} hears the others`);
  }
  await gateway.exec('voip ep soft onhook p2');
  await gateway.is('p1', 'talking');
  const from = kept(gateway, 'heard-p1.wav').length;
  await hears(gateway, 'heard-p1.wav', 1000);
  assert.ok(tenths(kept(gateway, 'heard-p1.wav').subarray(from + 1600), [1600], [1000]) >= 4);
  await gateway.exec('voip ep soft onhook p1');
  await gateway.is('p3', 'busyTone');
  await callStates(gateway, []);
});
