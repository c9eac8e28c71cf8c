/** How long a line waits, with chance as an input. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  clampDelay,
  jitteredMs,
  refreshDelayMs,
  retryDelayMs,
  slowLaneDelayMs,
} from '../../src/domain/backoff.ts';

const settings = { baseSeconds: 30, maxSeconds: 300 };
const almostOne = 1 - Number.EPSILON;

test('waits double from 30 s to 300 s and are taken to 50 to 100 %', () => {
  const bounds = [30, 60, 120, 240, 300, 300];
  for (const [failures, seconds] of bounds.entries()) {
    assert.equal(retryDelayMs(settings, failures, 0, 0), seconds * 500);
    assert.equal(retryDelayMs(settings, failures, 0.5, 0), seconds * 750);
    assert.equal(retryDelayMs(settings, failures, almostOne, 0), seconds * 1000);
  }
  assert.equal(retryDelayMs(settings, 1_000_000, 0, 0), 150_000);
});

test('a longer quarantine than the wait is waited for', () => {
  assert.equal(retryDelayMs(settings, 0, 0, 120_000), 120_000);
  assert.equal(retryDelayMs(settings, 4, 0, 120_000), 150_000);
});

test('refused for good by every server: the slow lane of 30 to 60 minutes', () => {
  const slow = { refusedMinSeconds: 1800, refusedMaxSeconds: 3600 };
  assert.equal(slowLaneDelayMs(slow, 0), 1_800_000);
  assert.equal(slowLaneDelayMs(slow, 0.5), 2_700_000);
  assert.equal(slowLaneDelayMs({ refusedMinSeconds: 60, refusedMaxSeconds: 10 }, 0.9), 60_000);
});

test('a refresh falls at 50 to 90 % of the lease, and leaves time for one whole walk', () => {
  assert.equal(refreshDelayMs(3600, 16_000, 0), 1_800_000);
  assert.equal(refreshDelayMs(3600, 16_000, 0.5), 2_520_000);
  // 90 % of 120 s is 108 s, but a walk of 16 s and 10 s must fit behind it.
  assert.equal(refreshDelayMs(120, 16_000, almostOne), 94_000);
});

test('a lease too short for a walk is refreshed at its half, and never at once', () => {
  assert.equal(refreshDelayMs(60, 64_000, 0.9), 30_000);
  assert.equal(refreshDelayMs(1, 64_000, 0.9), 1000);
});

test('a refresh is never later than 90 % and never earlier than 50 % of a lease', () => {
  const seconds = fc.integer({ min: 60, max: 86_400 });
  const chance = fc.double({ min: 0, max: almostOne, noNaN: true });
  fc.assert(
    fc.property(seconds, fc.nat(100_000), chance, (lease, walk, random) => {
      const share = refreshDelayMs(lease, walk, random) / (lease * 1000);
      assert.ok(share >= 0.499 && share <= 0.901, String(share));
    }),
  );
});

test('probes of gateways started together spread by a fifth either way', () => {
  assert.equal(jitteredMs(30_000, 0), 24_000);
  assert.equal(jitteredMs(30_000, 0.5), 30_000);
  assert.equal(jitteredMs(30_000, almostOne), 36_000);
});

test('no delay is longer than a timer can be, nor negative', () => {
  assert.equal(clampDelay(1e12), 2_147_483_647);
  assert.equal(clampDelay(-1), 0);
  assert.equal(clampDelay(1.4), 1);
});
