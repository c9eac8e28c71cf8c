/** Causes of ended calls: one verdict each, and a cause for every refusal. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causeOf, causes } from '../../src/domain/cause.ts';

test('every final refusal has a cause, and every cause a refusal to say it with', () => {
  for (let status = 300; status < 700; status += 1) {
    assert.ok(Object.hasOwn(causes, causeOf(status)), String(status));
  }
  for (const [cause, { status }] of Object.entries(causes)) {
    assert.match(cause, /^[a-z]+(-[a-z]+)*$/);
    const isAnswered = cause === 'normal-clearing' || cause === 'transferred';
    assert.ok(isAnswered ? status === 200 : status >= 400 && status < 700, cause);
  }
});

test('only an answered call is a success', () => {
  const successes = Object.entries(causes).filter(([, { verdict }]) => verdict === 'success');
  assert.deepEqual(
    successes.map(([cause]) => cause),
    ['normal-clearing', 'transferred'],
  );
});

test('known statuses have causes of their own, the others that of their class', () => {
  const table = [
    [486, 'busy'],
    [600, 'busy'],
    [487, 'cancelled'],
    [408, 'no-answer'],
    [404, 'unallocated-number'],
    [500, 'server-failure'],
    [580, 'server-failure'],
    [499, 'refused'],
    [699, 'refused'],
    [302, 'refused'],
  ] as const;
  for (const [status, cause] of table) assert.equal(causeOf(status), cause, String(status));
});
