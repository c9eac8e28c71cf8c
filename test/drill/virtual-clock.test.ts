/** Time that moves when it is told to. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '../../src/drill/virtual-clock.ts';

void test('deadlines fire at their own instants, the earlier armed first, and never when cleared', () => {
  const clock = new VirtualClock();
  const fired: string[] = [];
  const note = (name: string) => () => fired.push(`${name} ${clock.now()}`);
  clock.setTimeout(note('late'), 20);
  clock.setTimeout(note('first'), 10);
  clock.setTimeout(note('second'), 10);
  clock.clearTimeout(clock.setTimeout(note('cleared'), 5));
  clock.setTimeout(() => clock.setTimeout(note('nested'), 0), 15);
  while (clock.step(100));
  assert.deepEqual(fired, ['first 10', 'second 10', 'nested 15', 'late 20']);
  assert.equal(clock.now(), 100);
});

void test('nothing beyond the limit fires, and a negative delay is none', () => {
  const clock = new VirtualClock();
  let fired = 0;
  clock.setTimeout(() => (fired += 1), 11);
  clock.setTimeout(() => (fired += 1), -5);
  assert.equal(clock.step(10), true);
  assert.equal(clock.step(10), false);
  assert.deepEqual([fired, clock.now()], [1, 10]);
  clock.clearTimeout(undefined);
  clock.clearTimeout('not ours');
});
