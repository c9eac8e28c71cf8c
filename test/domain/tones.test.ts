/** The tones of the country profiles. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTone } from '../../src/domain/tone-notation.ts';
import { countries, isCountry, toneNames, toneOf } from '../../src/domain/tones.ts';

test('the notation says frequencies, cadence, repetition and end', () => {
  assert.deepEqual(parseTone('440+480 +2-4'), {
    segments: [
      { ms: 2000, hz: [440, 480], modulationHz: 0 },
      { ms: 4000, hz: [], modulationHz: 0 },
    ],
    loopFrom: 0,
  });
  const stutter = parseTone('350 2(+0.1-0.1) / 400x16 continuous');
  assert.deepEqual(
    stutter.segments.map(({ ms }) => ms),
    [100, 100, 100, 100, 1000],
  );
  assert.deepEqual(stutter.segments[4], { ms: 1000, hz: [400], modulationHz: 16 });
  assert.equal(stutter.loopFrom, 4);
  assert.equal(parseTone('350 +0.1 once').loopFrom, undefined);
  for (const wrong of ['', '350', '9000 continuous', 'x continuous', '350 often'])
    assert.throws(() => parseTone(wrong), new RegExp('is no'));
});

test('every country has every tone, and those differ that a caller must tell apart', () => {
  assert.deepEqual(countries, ['us', 'uk', 'de', 'it', 'fr', 'jp', 'au', 'nz', 'es']);
  assert.ok(isCountry('de') && !isCountry('toString'));
  for (const country of countries) {
    const texts = toneNames.map((name) => JSON.stringify(toneOf(country, name)));
    assert.equal(texts.length, 9);
    const [dial, ringback, busy] = texts;
    assert.equal(new Set([dial, ringback, busy]).size, 3, country);
  }
});
