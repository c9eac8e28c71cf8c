/** When what crashed is started again: never at once, five times in a minute, then seldom. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { type CrashHistory, decideRestart, noCrashes } from '../../src/domain/restart.ts';

function crashes(instants: readonly number[], start: CrashHistory = noCrashes) {
  let history = start;
  const decisions = instants.map((atMs) => {
    const [next, decision] = decideRestart(history, atMs);
    history = next;
    return `${decision.kind} ${decision.delayMs}`;
  });
  return { history, decisions };
}

test('five crashes in a minute are restarted at doubling delays, the sixth parks', () => {
  const { decisions } = crashes([0, 1000, 2000, 3000, 4000, 5000]);
  assert.deepEqual(decisions, [
    'restart 200',
    'restart 400',
    'restart 800',
    'restart 1600',
    'restart 3200',
    'park 30000',
  ]);
});

test('crashes a minute apart are restarted each as the first', () => {
  const { decisions } = crashes([0, 60_000, 120_000, 180_000, 240_000, 300_000, 360_000]);
  assert.ok(decisions.every((decision) => decision === 'restart 200'));
});

test('each parking is twice as long, up to half an hour', () => {
  let history = noCrashes;
  let atMs = 0;
  const parked: number[] = [];
  for (let n = 0; n < 60; n += 1) {
    const [next, { kind, delayMs }] = decideRestart(history, atMs);
    history = next;
    if (kind === 'park') parked.push(delayMs / 1000);
    atMs += delayMs;
  }
  assert.deepEqual(parked.slice(0, 8), [30, 60, 120, 240, 480, 960, 1800, 1800]);
});

test('after an hour of peace the past is forgotten', () => {
  const six = [0, 1, 2, 3, 4, 5];
  const { history } = crashes(six);
  const later = six.map((n) => 4_000_000 + n);
  assert.equal(crashes(later, history).decisions.at(-1), 'park 30000');
  const sooner = six.map((n) => 3_000_000 + n);
  assert.equal(crashes(sooner, history).decisions.at(-1), 'park 60000');
});

test('no restart comes without a delay, whatever the crashes', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100_000), { maxLength: 60 }), (gaps) => {
      let history = noCrashes;
      let atMs = 0;
      for (const gap of gaps) {
        atMs += gap;
        const [next, { delayMs }] = decideRestart(history, atMs);
        history = next;
        assert.ok(delayMs >= 200 && delayMs <= 1_800_000);
        assert.ok(history.crashesAtMs.length <= 6);
      }
    }),
  );
});
