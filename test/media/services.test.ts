/** Tones, files, recordings and keys on legs that end in the engine. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Refusal } from '../../src/domain/refusal.ts';
import type { BuiltInMedia } from '../../src/media/create-media.ts';
import { decode, encode } from '../../src/media/rtp/g711.ts';
import { formatWavHeader, readWav, samplesToBytes } from '../../src/media/rtp/wav.ts';
import { type FakePhone, startPhone } from './fake-phone.ts';
import { levelOf } from './level.ts';
import { connect, range, startMedia } from './start-media.ts';

/** A soft port has called a phone outside that takes PCMA. */
async function callFromSoftPort(t: TestContext, media: BuiltInMedia): Promise<FakePhone> {
  const phone = await startPhone();
  t.after(() => phone.close());
  phone.hear(await media.relay('call', 'a', 'lan', 'wan', media.terminate('call', 'a', 'lan')));
  await media.relay('call', 'b', 'wan', 'lan', phone.describe());
  await media.stats('call');
  return phone;
}

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'media-'));
  t.after(() => rm(path, { recursive: true }));
  return path;
}

function heardSamples(packets: readonly Buffer[]): Int16Array {
  return decode(Buffer.concat(packets.map((packet) => packet.subarray(12))), 'pcma');
}

test('a tone of the country is heard with its frequencies', async (t) => {
  const { media } = startMedia(t);
  const phone = await callFromSoftPort(t, media);
  media.play('call', 'a', { tone: 'busy', country: 'us' });
  await media.stats('call');
  const from = phone.heard.length + 1;
  await phone.heardPackets(from + 20);
  const samples = heardSamples(phone.heard.slice(from, from + 20));
  for (const hz of [480, 620]) assert.ok(levelOf(samples, hz) > 2000, String(hz));
  assert.ok(levelOf(samples, 1000) < 100);
});

test('a file is played once, and its end is told', async (t) => {
  const { media, nextEvent } = startMedia(t);
  const phone = await callFromSoftPort(t, media);
  const samples = Int16Array.from({ length: 1600 }, (_, at) => 8000 * Math.sin(at / 2));
  const data = samplesToBytes(samples);
  const path = join(await folder(t), 'prompt.wav');
  await writeFile(path, Buffer.concat([formatWavHeader(data.length), data]));
  const told = nextEvent();
  media.play('call', 'a', { wav: path });
  assert.deepEqual(await told, { type: 'played', session: 'call', leg: 'a' });
  const octets = Buffer.concat(phone.heard.map((packet) => packet.subarray(12)));
  const again = nextEvent();
  assert.ok(octets.includes(Buffer.from(encode(samples, 'pcma'))), 'the whole file was heard');
  media.play('call', 'a', { wav: path });
  assert.equal((await again).type, 'played');
});

test('a file that cannot be played is told', async (t) => {
  const { media, nextEvent } = startMedia(t);
  await callFromSoftPort(t, media);
  const told = nextEvent();
  media.play('call', 'a', { wav: '/nowhere/prompt.wav' });
  const event = await told;
  assert.ok(event.type === 'fileFailed' && event.reason.includes('ENOENT'), JSON.stringify(event));
});

test('what a leg hears is recorded, with silence for what was lost', async (t) => {
  const { media, nextEvent } = startMedia(t);
  const phone = await callFromSoftPort(t, media);
  const path = join(await folder(t), 'heard.wav');
  media.hear('p1', { recording: path });
  media.listen('p1', { session: 'call', leg: 'a' });
  const tone = encode(
    Int16Array.from({ length: 160 }, (_, at) => 8000 * Math.sin((2 * Math.PI * at) / 20)),
    'pcma',
  );
  phone.speak([...range(0, 10), ...range(15, 10)], { payload: tone });
  while ((await media.stats('call'))?.b.packets !== 20) await new Promise(setImmediate);
  media.hear('p1');
  const size = 44 + 2 * 160 * 25;
  let file = Buffer.alloc(0);
  while (file.length < size || file.readUInt32LE(40) === 0) {
    file = await readFile(path).catch(() => Buffer.alloc(0));
  }
  const heard = decode(readWav(file, 'pcma'), 'pcma');
  assert.equal(heard.length, 4000);
  assert.ok(levelOf(heard.subarray(0, 1600), 400) > 7000);
  assert.ok(levelOf(heard.subarray(1600, 2400), 400) < 50);
  const told = nextEvent();
  media.hear('p1', { recording: path });
  assert.equal((await told).type, 'recordingFailed', 'a file that is there is not written over');
});

test('keys pressed on a soft port arrive as telephone-events, and are counted', async (t) => {
  const { media } = startMedia(t);
  const phone = await callFromSoftPort(t, media);
  media.press('call', 'a', '1#', { digitMs: 60 });
  const events = () => phone.heard.filter((packet) => ((packet[1] ?? 0) & 0x7f) === 101);
  while (events().length < 12) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(
    events().map((packet) => packet[12]),
    [1, 1, 1, 1, 1, 1, 11, 11, 11, 11, 11, 11],
  );
  assert.equal(new Set(events().map((packet) => packet.readUInt32BE(4))).size, 2);
  assert.equal((await media.stats('call'))?.a.dtmfEvents, 2);
});

test('keys in band are heard as their pairs of tones, for as long as they are down', async (t) => {
  const { media } = startMedia(t);
  const phone = await callFromSoftPort(t, media);
  await phone.heardPackets(1);
  media.press('call', 'a', '6D', { digitMs: 100, isInBand: true });
  await phone.heardPackets(30);
  const frames = phone.heard.map((packet) => heardSamples([packet]));
  const sounding = (low: number, high: number) =>
    frames.filter((frame) => levelOf(frame, low) > 1500 && levelOf(frame, high) > 1500).length;
  assert.equal(sounding(770, 1477), 5);
  assert.equal(sounding(941, 1633), 5);
  assert.ok(phone.heard.every((packet) => ((packet[1] ?? 0) & 0x7f) === 8));
  assert.throws(() => media.press('call', 'b', '1', { isInBand: true }), /only a leg that ends/);
});

test('keys that a phone presses are told once each', async (t) => {
  const { media, nextEvent, events } = startMedia(t);
  const { caller, callee } = await connect(t, media);
  const told = nextEvent();
  for (const [at, event] of [7, 10].entries()) {
    caller.speak(range(10 * at, 4), {
      payloadType: 101,
      payload: Uint8Array.of(event, 10, 0, 160),
      timestamp: 1000 * at,
    });
  }
  await told;
  await callee.heardPackets(8);
  await media.stats('call');
  assert.deepEqual(
    events.map((event) => event.type === 'digit' && [event.leg, event.digit]),
    [
      ['a', '7'],
      ['a', '*'],
    ],
  );
});

test('keys pressed in the name of a phone take the place of its audio', async (t) => {
  const { media } = startMedia(t);
  const { caller, callee } = await connect(t, media);
  media.press('call', 'a', '9', { digitMs: 40 });
  await media.stats('call');
  caller.speak(range(1, 12));
  await callee.heardPackets(12);
  const types = callee.heard.map((packet) => (packet[1] ?? 0) & 0x7f);
  assert.deepEqual(types, [101, 101, 101, 101, 101, 8, 8, 8, 8, 8, 8, 8]);
  assert.deepEqual(
    callee.heard.map((packet) => packet.readUInt16BE(2)),
    range(1, 12),
  );
  assert.equal(new Set(callee.heard.slice(0, 5).map((packet) => packet.readUInt32BE(4))).size, 1);
});

test('keys that are none, or that nobody takes, are refused', async (t) => {
  const { media } = startMedia(t);
  await callFromSoftPort(t, media);
  for (const [digits, digitMs] of [
    ['12x', 100],
    ['', 100],
    ['1', 10],
    ['1', Number.NaN],
  ] as const) {
    assert.throws(
      () => media.press('call', 'a', digits, { digitMs }),
      (error) => error instanceof Refusal && error.code === 'E-DIGITS',
    );
  }
  assert.throws(() => media.press('elsewhere', 'a', '1'), /takes no telephone-events/);
});
