/** The timing wheel: never early, at most two ticks late, one clock timer for all. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TimingWheel } from '../../src/sip/wheel.ts';
import { seededRandom } from '../simulation/random.ts';
import { ManualClock } from '../support/manual-clock.ts';

function start() {
  const clock = new ManualClock();
  return { clock, wheel: new TimingWheel(clock) };
}

test('a timer fires at its time or up to 20 ms later, whatever the delay', () => {
  const { clock, wheel } = start();
  const random = seededRandom(1);
  const late: number[] = [];
  const set = (delayMs: number) => {
    const due = clock.now() + delayMs;
    wheel.set(() => late.push(clock.now() - due), delayMs);
  };
  for (let round = 0; round < 2000; round += 1) {
    set(random.between(0, 200_000));
    clock.advance(random.between(0, 30));
  }
  clock.advance(200_100);
  assert.equal(late.length, 2000);
  assert.ok(Math.min(...late) >= 0, 'one was early');
  assert.ok(Math.max(...late) <= 20, `one was ${Math.max(...late)} ms late`);
  assert.equal(wheel.size(), 0);
});

test('timers fire in the order of their times', () => {
  const { clock, wheel } = start();
  const order: number[] = [];
  for (const delay of [5000, 100, 45_000, 1000]) wheel.set(() => order.push(delay), delay);
  clock.advance(50_000);
  assert.deepEqual(order, [100, 1000, 5000, 45_000]);
});

test('a cleared timer stays silent, cleared twice or after it fired makes no odds', () => {
  const { clock, wheel } = start();
  let fired = 0;
  const cleared = wheel.set(() => (fired += 1), 100);
  const kept = wheel.set(() => (fired += 10), 100);
  wheel.clear(cleared);
  wheel.clear(cleared);
  wheel.clear(undefined);
  assert.equal(wheel.size(), 1);
  clock.advance(200);
  wheel.clear(kept);
  assert.equal(fired, 10);
  assert.equal(wheel.size(), 0);
});

test('a timer may set and clear others, at the same instant too', () => {
  const { clock, wheel } = start();
  const order: string[] = [];
  const victim = wheel.set(() => order.push('victim'), 110);
  wheel.set(() => {
    order.push('first');
    wheel.clear(victim);
    wheel.set(() => order.push('again'), 0);
  }, 100);
  clock.advance(1000);
  assert.deepEqual(order, ['first', 'again']);
});

test('however many timers, the clock holds one; with none it holds none', () => {
  const { clock, wheel } = start();
  const timers = Array.from({ length: 1000 }, (_, index) => wheel.set(() => undefined, index * 37));
  assert.equal(clock.pending(), 1);
  for (const timer of timers) wheel.clear(timer);
  clock.advance(50_000);
  assert.equal(clock.pending(), 0);
});

test('after a long rest the wheel goes on as if nothing had been', () => {
  const { clock, wheel } = start();
  let at = 0;
  wheel.set(() => undefined, 10);
  clock.advance(10_000_000);
  wheel.set(() => (at = clock.now()), 500);
  clock.advance(1000);
  assert.ok(at >= 10_000_500 && at <= 10_000_520, String(at));
});

test('a clock that jumps fires everything that came due on the way, once', () => {
  let now = 0;
  let fire: (() => void) | undefined;
  const wheel = new TimingWheel({
    now: () => now,
    setTimeout: (callback) => (fire = callback),
    clearTimeout: () => (fire = undefined),
  });
  let fired = 0;
  for (let delay = 10; delay <= 60_000; delay += 10) wheel.set(() => (fired += 1), delay);
  now = 60_100;
  fire?.();
  assert.equal(fired, 6000);
});
