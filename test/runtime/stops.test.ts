/** A stop has so long; a process that is stuck behind it ends all the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stops } from '../../src/runtime/stops.ts';
import { ManualClock } from '../support/manual-clock.ts';

function stopping() {
  const clock = new ManualClock();
  const late: number[] = [];
  const stops = new Stops(clock, () => void late.push(clock.now()));
  return { clock, late, stops };
}

void test('a stop that does not end in its time is told as late', () => {
  const { clock, late, stops } = stopping();
  stops.begun(15_000);
  clock.advance(14_999);
  assert.deepEqual(late, []);
  clock.advance(1);
  assert.deepEqual(late, [15_000]);
});

void test('a stop that ends is never late', () => {
  const { clock, late, stops } = stopping();
  stops.begun(15_000);
  stops.ended();
  clock.advance(60_000);
  assert.deepEqual([late, clock.pending()], [[], 0]);
});

void test('a reason given before anybody waits for one is not lost, and is given once', async () => {
  const { stops } = stopping();
  stops.ask('reboot');
  assert.equal(await stops.next(), 'reboot');
  const next = stops.next();
  stops.ask('SIGTERM');
  assert.equal(await next, 'SIGTERM');
});
