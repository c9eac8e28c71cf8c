/** Tones as sound, and playing tracks frame by frame. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTone } from '../../../src/domain/tone-notation.ts';
import { countries, toneNames, toneOf } from '../../../src/domain/tones.ts';
import { decode } from '../../../src/media/rtp/g711.ts';
import { Playback, renderTone } from '../../../src/media/rtp/track.ts';
import { levelOf } from '../level.ts';

test('a rendered tone has its frequencies at one level, and nothing else', () => {
  const { octets, loopFrom } = renderTone(parseTone('440+480 +1-4'), 'pcma');
  assert.equal(octets.length, 5 * 8000);
  assert.equal(loopFrom, 0);
  const on = decode(octets.subarray(0, 8000), 'pcma');
  for (const hz of [440, 480]) assert.ok(Math.abs(levelOf(on, hz) - 2500) < 50, String(hz));
  for (const hz of [350, 620, 1000]) assert.ok(levelOf(on, hz) < 25, String(hz));
  assert.deepEqual(new Set(octets.subarray(8000)), new Set([0xd5]));
});

test('a modulated tone has its carrier between two sidebands', () => {
  const on = decode(renderTone(parseTone('400x25 continuous'), 'pcmu').octets, 'pcmu');
  assert.ok(Math.abs(levelOf(on, 400) - 2500) < 50);
  for (const hz of [375, 425]) assert.ok(Math.abs(levelOf(on, hz) - 1250) < 50, String(hz));
});

/** Long enough that neighbouring frequencies are told apart: 5 Hz, and 1 Hz for sidebands. */
const [stretch, longStretch] = [1600, 8000];

test('every tone of every country has its frequencies, its level and its cadence', () => {
  for (const country of countries) {
    for (const name of toneNames) {
      const { segments } = toneOf(country, name);
      const heard = decode(renderTone(toneOf(country, name), 'pcma').octets, 'pcma');
      let from = 0;
      for (const { ms, hz, modulationHz } of segments) {
        const wanted = modulationHz === 0 ? stretch : longStretch;
        const part = heard.subarray(from, from + Math.min(8 * ms, wanted));
        const level = modulationHz === 0 ? 5000 / hz.length : 2500 / hz.length;
        const place = `${country} ${name} at ${from / 8} ms`;
        // A short one leaks into its neighbours.
        const slack = part.length < wanted ? 0.2 : 0.03;
        for (const one of hz)
          assert.ok(Math.abs(levelOf(part, one) / level - 1) < slack, `${place}: ${one} Hz`);
        if (hz.length === 0)
          assert.ok(
            part.every((sample) => Math.abs(sample) <= 8),
            place,
          );
        from += 8 * ms;
      }
      assert.equal(heard.length, from, `${country} ${name}`);
    }
  }
});

test('frames wrap around the end of a track that repeats', () => {
  const octets = Uint8Array.from({ length: 250 }, (_, at) => at);
  const playback = new Playback({ octets, loopFrom: 100 }, 'pcmu');
  const heard = [playback.next(), playback.next(), playback.next()].flatMap((frame) => [...frame]);
  const expected = [...octets, ...octets.subarray(100), ...octets.subarray(100)].slice(0, 480);
  assert.deepEqual(heard, expected);
  assert.ok(!playback.isOver());
});

test('silence follows a track that ends', () => {
  const playback = new Playback({ octets: new Uint8Array(200), loopFrom: undefined }, 'pcmu');
  playback.next();
  assert.ok(!playback.isOver());
  assert.equal(playback.next()[40], 0xff);
  assert.ok(playback.isOver());
  assert.deepEqual(new Set(playback.next()), new Set([0xff]));
});
