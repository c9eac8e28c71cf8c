/** A thousand worlds: no rule broken in any of them, and each the same whenever it is made. */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { simulate } from './simulation.ts';

// XState warns of every answer that comes when its actor has ended; peers are late on purpose here.
mock.method(console, 'warn', () => undefined);

const seeds = 1000;

test(`nothing breaks in ${seeds} simulated worlds`, async () => {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { broken, last } = await simulate(seed);
    const replay = `npm run simulate -- --seed ${seed} --trace`;
    assert.deepEqual(broken, [], `${last.join('\n')}\n${replay}`);
  }
});

test('the same seed makes the same world, to the last line of its trace', async () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const [once, again] = [await simulate(seed), await simulate(seed)];
    assert.equal(once.hash, again.hash, `seed ${seed}`);
  }
});

test('two seeds make two worlds', async () => {
  const [one, other] = [await simulate(1), await simulate(2)];
  assert.notEqual(one.hash, other.hash);
});
