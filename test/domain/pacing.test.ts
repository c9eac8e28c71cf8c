/** The pace of REGISTER requests towards one server. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextInLine, spreadDelayMs, takeTurn, unpaced } from '../../src/domain/pacing.ts';

test('turns are a tenth of a second apart at ten a second', () => {
  let pace = unpaced;
  const delays: number[] = [];
  for (let n = 0; n < 4; n += 1) {
    const [next, delayMs] = takeTurn(pace, 1000, 10);
    pace = next;
    delays.push(delayMs);
  }
  assert.deepEqual(delays, [0, 100, 200, 300]);
});

test('turns that nobody took are not saved up', () => {
  const [pace] = takeTurn(unpaced, 0, 10);
  const [, delayMs] = takeTurn(pace, 60_000, 10);
  assert.equal(delayMs, 0);
  const [, second] = takeTurn(takeTurn(pace, 60_000, 10)[0], 60_000, 10);
  assert.equal(second, 100);
});

test('a hundred lines at ten a second are through after ten seconds', () => {
  let pace = unpaced;
  let last = 0;
  for (let n = 0; n < 100; n += 1) [pace, last] = takeTurn(pace, 0, 10);
  assert.equal(last, 9900);
});

test('urgent lines go first, the others in the order in which they asked', () => {
  const waiting = [
    { isUrgent: false, order: 1 },
    { isUrgent: true, order: 7 },
    { isUrgent: true, order: 3 },
    { isUrgent: false, order: 0 },
  ];
  const served: number[] = [];
  while (waiting.length > 0) {
    const at = nextInLine(waiting);
    served.push(...waiting.splice(at, 1).map(({ order }) => order));
  }
  assert.deepEqual(served, [3, 7, 0, 1]);
  assert.equal(nextInLine([]), -1);
});

test('lines come back spread over half a minute, few lines over less', () => {
  assert.equal(spreadDelayMs(0, 100, 10), 0);
  assert.equal(spreadDelayMs(0.5, 100, 10), 10_000);
  assert.equal(spreadDelayMs(0.5, 1000, 10), 15_000);
  assert.equal(spreadDelayMs(0.5, 1, 10), 100);
});
