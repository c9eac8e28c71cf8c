/**
 * The hunting rule against the chart of a hunt: the same servers are asked, whatever each of them
 * does.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hunted, type Outcome } from './oracle.ts';

const of = (outcomes: Readonly<Record<string, Outcome>>) => (server: string) =>
  outcomes[server] ?? 'none';
const order = ['a', 'b', 'c'];

test('silent and lost servers are left for the next; any answer ends the walk', () => {
  assert.deepEqual(hunted(order, of({}), 'rfc3263'), order);
  assert.deepEqual(hunted(order, of({ a: 'lost', b: 'answered' }), 'rfc3263'), ['a', 'b']);
  for (const end of ['answered', 'trying', 'rang', 'lost-rang'] as const)
    assert.deepEqual(hunted(order, of({ a: end }), 'rfc3263'), ['a']);
});

test('a 503 before ringing is no answer unless the manual is followed to the letter', () => {
  assert.deepEqual(hunted(order, of({ a: 'unavailable' }), 'rfc3263'), order);
  assert.deepEqual(hunted(order, of({ a: 'unavailable' }), 'manual'), ['a']);
  assert.deepEqual(hunted(order, of({ a: 'excused' }), 'manual'), order);
});

test('one server lost after its 100 is forgiven, a second is not', () => {
  assert.deepEqual(hunted(order, of({ a: 'lost-trying' }), 'rfc3263'), order);
  const twice = of({ a: 'lost-trying', b: 'lost-trying' });
  assert.deepEqual(hunted(order, twice, 'rfc3263'), ['a', 'b']);
});
