/** What health means for the next attempt at a server. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attemptFor, failBackOf, quarantineMs, walkMs } from '../../src/domain/health.ts';
import type { Health } from '../../src/domain/walk.ts';

const settings = { attemptMs: 8000, suspectAttemptMs: 4000, downAttemptMs: 500 };

test('health decides how long a server may stay silent', () => {
  const table: readonly (readonly [Health, attemptMs: number, note: string | undefined])[] = [
    ['unknown', 8000, undefined],
    ['up', 8000, undefined],
    ['suspect', 4000, 'suspect'],
    ['down', 500, 'down'],
    ['disabled', 0, 'disabled'],
  ];
  for (const [health, attemptMs, note] of table) {
    assert.deepEqual(attemptFor(health, settings), { attemptMs, note });
  }
});

test('no bad health makes an attempt longer than a good one', () => {
  const short = { ...settings, attemptMs: 300 };
  assert.equal(attemptFor('suspect', short).attemptMs, 300);
  assert.equal(attemptFor('down', short).attemptMs, 300);
});

test('a server held as down is skipped where its time is 0', () => {
  assert.equal(attemptFor('down', { ...settings, downAttemptMs: 0 }).attemptMs, 0);
});

test('a quarantined server is left alone for as long as it asked, and the note says so', () => {
  assert.deepEqual(attemptFor('quarantined', settings, 11_200), {
    attemptMs: 0,
    note: 'quarantined for 12 s',
    quarantineMs: 11_200,
  });
});

test('Retry-After is obeyed for an hour at most', () => {
  assert.equal(quarantineMs(30), 30_000);
  assert.equal(quarantineMs(86_400), 3_600_000);
  assert.equal(quarantineMs(-5), 0);
});

test('fail-back by probing is the default where there is a master', () => {
  assert.equal(failBackOf('auto', true), 'probe');
  assert.equal(failBackOf('auto', false), 'none');
  for (const mode of ['none', 'refresh', 'probe', 'timer'] as const) {
    assert.equal(failBackOf(mode, true), mode);
    assert.equal(failBackOf(mode, false), mode);
  }
});

test('the longest walk is all attempts together', () => {
  const tries = [8000, 4000, 500].map((attemptMs) => ({ server: 's', attemptMs, note: undefined }));
  assert.equal(walkMs(tries), 12_500);
  assert.equal(walkMs([]), 0);
});
