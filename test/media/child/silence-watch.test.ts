/** What is told of silent legs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Silence, SilenceWatch } from '../../../src/media/child/silence-watch.ts';

function silent(audioMs: number, more: Partial<Silence> = {}): Silence {
  return { allMs: audioMs, audioMs, isSuppressing: false, ...more };
}

test('a leg that is silent beside one that speaks is told within three seconds, once', () => {
  const watch = new SilenceWatch();
  assert.deepEqual(watch.look({ a: silent(10), b: silent(2400) }, 0), []);
  assert.deepEqual(watch.look({ a: silent(10), b: silent(2650) }, 0), [
    { type: 'oneWay', silent: 'b' },
  ]);
  assert.deepEqual(watch.look({ a: silent(10), b: silent(2900) }, 0), []);
  assert.deepEqual(watch.look({ a: silent(10), b: silent(5) }, 0), [{ type: 'bothWays' }]);
});

test('two silent legs are no one-way audio, and a hold changes nothing that was told', () => {
  const watch = new SilenceWatch();
  assert.deepEqual(watch.look({ a: silent(9000), b: silent(9000) }, 0), []);
  watch.look({ a: silent(3000), b: silent(0) }, 0);
  assert.deepEqual(watch.look({ a: undefined, b: silent(0) }, 0), []);
  assert.deepEqual(watch.look({ a: silent(3000), b: silent(9000) }, 0), []);
  assert.deepEqual(watch.look({ a: silent(0), b: silent(0) }, 0), [{ type: 'bothWays' }]);
});

test('a leg that said it suppresses silence is not called silent', () => {
  const watch = new SilenceWatch();
  const b = silent(9000, { isSuppressing: true });
  assert.deepEqual(watch.look({ a: silent(0), b }, 0), []);
});

test('inactivity is told once a silence, for each leg, and not when nobody asks', () => {
  const watch = new SilenceWatch();
  const none = { a: undefined, b: undefined };
  assert.deepEqual(watch.look({ ...none, a: silent(5000) }, 0), []);
  const told = { type: 'inactive', leg: 'a', silentMs: 5000 };
  assert.deepEqual(watch.look({ ...none, a: silent(5000.4) }, 5000), [told]);
  assert.deepEqual(watch.look({ ...none, a: silent(6000) }, 5000), []);
  assert.deepEqual(watch.look({ ...none, a: silent(0) }, 5000), []);
  assert.deepEqual(watch.look({ ...none, a: silent(5000) }, 5000), [told]);
});

test('reports keep a leg active that sends no audio', () => {
  const watch = new SilenceWatch();
  const a = silent(60_000, { allMs: 100 });
  assert.deepEqual(watch.look({ a, b: undefined }, 5000), []);
});
