/**
 * Decision table A where an attempt has left its server: for good or for now, and how long left
 * alone.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  askedQuarantineSeconds,
  isPermanentRefusal,
} from '../../src/domain/registration-outcome.ts';

test('4xx and 6xx are refusals for good, except those that speak of the moment', () => {
  for (const status of [400, 401, 403, 404, 405, 406, 410, 420, 423, 484, 486, 600, 603, 606]) {
    assert.ok(isPermanentRefusal(status), String(status));
  }
  for (const status of [302, 408, 480, 500, 501, 502, 503, 504, 599]) {
    assert.ok(!isPermanentRefusal(status), String(status));
  }
});

test('only a 503 with Retry-After asks to be left alone', () => {
  assert.equal(askedQuarantineSeconds({ status: 503, retryAfterSeconds: 120 }), 120);
  assert.equal(askedQuarantineSeconds({ status: 503, retryAfterSeconds: undefined }), 0);
  for (const status of [404, 480, 486, 500, 600]) {
    assert.equal(askedQuarantineSeconds({ status, retryAfterSeconds: 120 }), 0);
  }
});
