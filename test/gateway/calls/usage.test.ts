/** What a user has called lately, as the limits against toll fraud count it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { SlidingSum } from '../../../src/gateway/calls/sliding-sum.ts';
import { Usage } from '../../../src/gateway/calls/usage.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

test('a call counts while it lasts and for an hour after it began', () => {
  let now = 0;
  const usage = new Usage(() => now);
  usage.begin('alice', 'one');
  assert.deepEqual(usage.of('alice'), { calls: 1, callsLastHour: 1, minutesLastDay: 0 });
  now = 10 * minuteMs;
  usage.end('alice', 'one', 0, 600);
  assert.deepEqual(usage.of('alice'), { calls: 0, callsLastHour: 1, minutesLastDay: 10 });
  now = hourMs + minuteMs;
  assert.deepEqual(usage.of('alice'), { calls: 0, callsLastHour: 0, minutesLastDay: 10 });
  now = 25 * hourMs;
  assert.deepEqual(usage.of('alice'), { calls: 0, callsLastHour: 0, minutesLastDay: 0 });
});

test('a call that ends twice, or never began, counts no more for it', () => {
  const usage = new Usage(() => 0);
  usage.begin('alice', 'one');
  usage.end('alice', 'one', 0, 60);
  usage.end('alice', 'one', 0, 60);
  usage.end('bob', 'two', 0, 60);
  assert.equal(usage.of('alice').minutesLastDay, 1);
  assert.deepEqual(usage.of('bob'), { calls: 0, callsLastHour: 0, minutesLastDay: 0 });
});

test('a sum forgets no amount early, and none more than a sixtieth of the window late', () => {
  const windowMs = 60_000;
  const steps = fc.array(
    fc.record({ passMs: fc.integer({ min: 0, max: 20_000 }), ageMs: fc.nat(90_000) }),
  );
  fc.assert(
    fc.property(steps, (added) => {
      const sum = new SlidingSum(windowMs);
      const times: number[] = [];
      let now = 1_000_000;
      for (const { passMs, ageMs } of added) {
        now += passMs;
        sum.add(now - ageMs, 1, now);
        times.push(now - ageMs);
        const within = (ms: number) => times.filter((at) => at > now - ms).length;
        assert.ok(sum.at(now) >= within(windowMs));
        assert.ok(sum.at(now) <= within(windowMs + windowMs / 60));
      }
    }),
  );
});
