/** Real audio with baresip: a sine in and a sine out, measured where it arrives. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { formatWavHeader, samplesToBytes } from '../../src/media/rtp/wav.ts';
import { levelOf } from '../media/level.ts';
import { noBaresip, type Sound, startBaresip } from '../support/baresip.ts';
import { startGateway } from '../support/gateway-process.ts';
import { until } from '../support/until.ts';

const isIn = (port: string, state: string) => (rows: { name: string; state: string }[]) =>
  rows.some((row) => row.name === port && row.state === state);

/** The samples after the head of a WAV file. */
function samplesIn(path: string): Int16Array {
  const data = readFileSync(path).subarray(44);
  return Int16Array.from({ length: data.length >> 1 }, (_, at) => data.readInt16LE(2 * at));
}

/** The strongest of some frequencies, each in Hz. */
function strongest(samples: Int16Array, frequencies: readonly number[]): number | undefined {
  return frequencies.toSorted((one, other) => levelOf(samples, other) - levelOf(samples, one))[0];
}

/** Every 20 Hz of the telephone band. */
const band = Array.from({ length: 155 }, (_, at) => 300 + 20 * at);

/** A soft port has called baresip, plays a whistle of 1500 Hz and keeps what it hears. */
async function startCall(sound?: Sound) {
  await using stack = new AsyncDisposableStack();
  const gateway = await startGateway({
    script: [
      'voip ep sip create desk login desk password secret-of-desk',
      'voip ep soft create p1',
      'voip sip user create alice address 200',
      'voip sip user create bob address 201',
      'voip sip user add alice port desk',
      'voip sip user add bob port p1',
    ],
  });
  stack.defer(async () => void (await gateway.stop()));
  const sounds = join(gateway.directory, 'sounds');
  mkdirSync(sounds);
  const whistle = samplesToBytes(
    Int16Array.from({ length: 160_000 }, (_, at) =>
      Math.round(8000 * Math.sin((2 * Math.PI * 1500 * at) / 8000)),
    ),
  );
  const file = Buffer.concat([formatWavHeader(whistle.length), whistle]);
  writeFileSync(join(sounds, 'whistle.wav'), file);
  const phone = await startBaresip({
    login: 'desk',
    password: 'secret-of-desk',
    registrarPort: gateway.lanPort,
    sound,
  });
  stack.defer(() => phone.stop());
  await gateway.exec('voip ep soft dial p1 200#');
  await gateway.until('voip ep list', isIn('p1', 'talking'));
  await gateway.exec('voip ep soft record p1 heard.wav');
  await gateway.exec('voip ep soft play p1 whistle.wav');
  const heard = join(sounds, 'heard.wav');
  await until(() => existsSync(heard) && statSync(heard).size > 44 + 3 * 16_000, 'sound at p1');
  const ending = stack.move();
  const last = samplesIn(heard).subarray(-8000);
  return { last, [Symbol.asyncDispose]: () => ending.disposeAsync() };
}

test('a sine of baresip arrives at a soft port, and the port does not hear itself', {
  skip: noBaresip,
}, async () => {
  await using call = await startCall({ source: 'ausine,440', player: 'aubridge,ear' });
  assert.equal(strongest(call.last, band), 440);
  const level = levelOf(call.last, 440);
  assert.ok(level > 1000, `a level of ${level}`);
  assert.ok(levelOf(call.last, 1500) < level / 50);
});

test('a whistle of a soft port reaches baresip and comes back as loud as it was', {
  skip: noBaresip,
}, async () => {
  await using call = await startCall();
  assert.equal(strongest(call.last, band), 1500);
  const level = levelOf(call.last, 1500);
  assert.ok(Math.abs(level / 8000 - 1) < 0.05, `a level of ${level}`);
});
