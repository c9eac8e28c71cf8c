/** Decision table B where an attempt has left its proxy, row by row. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type HuntPolicy,
  judgeInviteFailure,
  judgeInviteRefusal,
} from '../../src/domain/invite-outcome.ts';

const rfc: HuntPolicy = { invitePolicy: 'rfc3263', also: [] };
const manual: HuntPolicy = { invitePolicy: 'manual', also: [] };

test('a 503 before any ringing sends the call on; by the manual it is an answer like any other', () => {
  assert.equal(judgeInviteRefusal({ status: 503, hadRung: false }, rfc).kind, 'next');
  const stop = { kind: 'stop', status: 503, cause: 'service-unavailable' };
  assert.deepEqual(judgeInviteRefusal({ status: 503, hadRung: false }, manual), stop);
});

test('a 503 after a 101 to 199 stops under both policies', () => {
  for (const policy of [rfc, manual]) {
    assert.equal(judgeInviteRefusal({ status: 503, hadRung: true }, policy).kind, 'stop');
  }
});

test('every other final answer stops the hunt', () => {
  const all = Array.from({ length: 400 }, (_, n) => 300 + n).filter((status) => status !== 503);
  for (const status of all) {
    for (const policy of [rfc, manual]) {
      assert.equal(judgeInviteRefusal({ status, hadRung: false }, policy).kind, 'stop');
    }
  }
});

test('hunt-also names more statuses that send a call on, but never after ringing', () => {
  const policy = { ...rfc, also: [500, 502, 504] };
  for (const status of [500, 502, 504]) {
    assert.equal(judgeInviteRefusal({ status, hadRung: false }, policy).kind, 'next');
    assert.equal(judgeInviteRefusal({ status, hadRung: true }, policy).kind, 'stop');
  }
  assert.equal(judgeInviteRefusal({ status: 505, hadRung: false }, policy).kind, 'stop');
});

test('what the caller cannot act on is told in another way', () => {
  const table = [
    [401, 403, 'credentials-rejected'],
    [407, 403, 'credentials-rejected'],
    [302, 480, 'refused'],
    [486, 486, 'busy'],
    [404, 404, 'unallocated-number'],
    [500, 500, 'server-failure'],
    [603, 603, 'declined'],
    [483, 483, 'loop-detected'],
  ] as const;
  for (const [status, told, cause] of table) {
    const outcome = judgeInviteRefusal({ status, hadRung: false }, rfc);
    assert.deepEqual(outcome, { kind: 'stop', status: told, cause }, String(status));
  }
});

test('a lost connection sends the call on unless it has rung: never ring twice', () => {
  assert.equal(judgeInviteFailure('none').kind, 'next');
  assert.equal(judgeInviteFailure('trying').kind, 'next');
  assert.deepEqual(judgeInviteFailure('rang'), {
    kind: 'stop',
    status: 503,
    cause: 'connection-lost',
  });
});
