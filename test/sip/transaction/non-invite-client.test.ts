/** The non-INVITE client transaction by RFC sentence: RFC 3261 §17.1.2. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientInput } from '../../../src/sip/transaction/invite-client.ts';
import {
  startNonInviteClient,
  stepNonInviteClient,
} from '../../../src/sip/transaction/non-invite-client.ts';
import { defaultTimers } from '../../../src/sip/transaction/timers.ts';
import { type Driven, drive } from './drive.ts';

function start(reliable = false): Driven<ClientInput> {
  return drive(startNonInviteClient(reliable, defaultTimers), (state, input: ClientInput) =>
    stepNonInviteClient(state, input, defaultTimers),
  );
}

test('timer E doubles up to T2: eleven requests in 32 s, then timer F says timeout', () => {
  const request = start();
  request.advance(32_000);
  assert.deepEqual(
    request.times('send'),
    [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5],
  );
  assert.deepEqual(request.log.slice(-2), ['32000 fail timeout', '32000 end']);
});

test('in Proceeding it goes on every T2, and timer F still ends it', () => {
  const request = start();
  request.advance(100);
  request.input('provisional');
  request.advance(60_000);
  // Timer E runs out as it was set; from then on it is T2.
  assert.deepEqual(request.times('send'), [0, 0.5, 4.5, 8.5, 12.5, 16.5, 20.5, 24.5, 28.5]);
  assert.deepEqual(request.times('passUp'), [0.1]);
  assert.deepEqual(request.times('fail'), [32]);
});

test('over a reliable transport nothing is repeated', () => {
  const request = start(true);
  request.advance(60_000);
  assert.deepEqual(request.log, ['0 send', '32000 fail timeout', '32000 end']);
});

test('the first final is passed up, repeated ones are absorbed until timer K', () => {
  for (const [reliable, seconds] of [
    [false, 5],
    [true, 0],
  ] as const) {
    const request = start(reliable);
    request.input('failure');
    request.input('success');
    request.input('provisional');
    assert.deepEqual(request.times('passUp'), [0]);
    request.advance(60_000);
    assert.deepEqual(request.times('end'), [seconds]);
    assert.deepEqual(request.times('send'), [0]);
  }
});

test('a final in Proceeding is passed up too', () => {
  const request = start();
  request.input('provisional');
  request.input('success');
  assert.deepEqual(request.times('passUp'), [0, 0]);
  assert.equal(request.state(), 'completed');
});

test('a transport failure ends it at once, but not after the final', () => {
  const request = start();
  request.input('transportFailed');
  assert.deepEqual(request.log.slice(1), ['0 fail transport', '0 end']);
  const answered = start();
  answered.input('success');
  answered.input('transportFailed');
  assert.deepEqual(answered.times('fail'), []);
});

test('nothing but INVITE can be cancelled', () => {
  const request = start();
  request.input('provisional');
  request.input('cancelled');
  assert.equal(request.state(), 'proceeding');
  assert.deepEqual(request.log, ['0 send', '0 passUp']);
});
