/** What of the media is kept for emergency calls. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkBudget, pairsKept } from '../../src/media/budget.ts';

for (const [pairs, kept] of [
  [0, 0],
  [3, 0],
  [4, 2],
  [39, 2],
  [40, 4],
  [639, 62],
  [640, 64],
  [8192, 64],
] as const) {
  test(`of ${pairs} pairs of ports ${kept} are kept`, () => {
    assert.equal(pairsKept(pairs), kept);
  });
}

test('32 emergency calls have room above the budget', () => {
  checkBudget(9, 10, false);
  assert.throws(() => checkBudget(10, 10, false), { code: 'E-MEDIA-BUDGET' });
  checkBudget(41, 10, true);
  assert.throws(() => checkBudget(42, 10, true), { code: 'E-MEDIA-BUDGET', message: /42/ });
});
