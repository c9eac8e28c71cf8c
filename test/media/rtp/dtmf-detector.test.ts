/** Keys heard in the audio: each once, and nothing that is none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countries, toneNames, toneOf } from '../../../src/domain/tones.ts';
import { dtmfTone } from '../../../src/media/rtp/dtmf.ts';
import { DtmfDetector } from '../../../src/media/rtp/dtmf-detector.ts';
import { decode, encode } from '../../../src/media/rtp/g711.ts';
import { renderTone } from '../../../src/media/rtp/track.ts';

const keys = '0123456789*#ABCD';

function heard(samples: Int16Array): string {
  const detector = new DtmfDetector();
  let digits = '';
  for (let from = 0; from + 160 <= samples.length; from += 160)
    digits += detector.take(samples.subarray(from, from + 160)) ?? '';
  return digits;
}

/** Keys of so many milliseconds, in G.711, beginning anywhere in a frame. */
function pressed(digits: string, ms: number, offset: number, gain = 1): Int16Array {
  const parts = digits
    .split('')
    .flatMap((digit) => [
      ...decode(renderTone(dtmfTone(digit), 'pcmu').octets.subarray(0, ms * 8), 'pcmu'),
      ...new Int16Array(60 * 8),
    ]);
  const samples = Int16Array.from([...new Int16Array(offset), ...parts], (one) => one * gain);
  return decode(encode(samples, 'pcma'), 'pcma');
}

test('every key is heard once, wherever in a frame it begins', () => {
  for (const offset of [0, 1, 40, 80, 159])
    for (const ms of [60, 100, 400])
      assert.equal(heard(pressed(keys, ms, offset)), keys, `${ms} ms at ${offset}`);
});

test('a key pressed twice is heard twice; a faint one is heard, a whisper is not', () => {
  assert.equal(heard(pressed('55', 80, 33)), '55');
  assert.equal(heard(pressed('159D', 80, 0, 0.25)), '159D');
  assert.equal(heard(pressed('159D', 80, 0, 0.05)), '');
});

test('a blip is no key', () => {
  for (const offset of [0, 80]) assert.equal(heard(pressed('1', 15, offset)), '');
});

test('no tone of any country is taken for a key', () => {
  for (const country of countries) {
    for (const name of toneNames) {
      const { octets } = renderTone(toneOf(country, name), 'pcma');
      assert.equal(heard(decode(octets, 'pcma')), '', `${country} ${name}`);
    }
  }
});

test('noise, and a voice of many harmonics, is no key', () => {
  let seed = 7;
  const noise = Int16Array.from({ length: 80_000 }, () => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    return (seed >> 12) % 8000;
  });
  assert.equal(heard(noise), '');
  const voice = Int16Array.from({ length: 80_000 }, (_, at) => {
    const pitch = 110 + 40 * Math.sin(at / 9000);
    let sum = 0;
    for (let harmonic = 1; harmonic < 20; harmonic += 1)
      sum += Math.sin((2 * Math.PI * pitch * harmonic * at) / 8000) / harmonic;
    return 4000 * sum;
  });
  assert.equal(heard(voice), '');
});
