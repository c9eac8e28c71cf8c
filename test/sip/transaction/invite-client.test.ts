/** The INVITE client transaction by RFC sentence: RFC 3261 §17.1.1, RFC 6026 §7.2 and §8.4. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ClientInput,
  startInviteClient,
  stepInviteClient,
} from '../../../src/sip/transaction/invite-client.ts';
import { defaultTimers } from '../../../src/sip/transaction/timers.ts';
import { type Driven, drive } from './drive.ts';

function start(reliable = false): Driven<ClientInput> {
  return drive(startInviteClient(reliable, defaultTimers), (state, input: ClientInput) =>
    stepInviteClient(state, input, defaultTimers),
  );
}

test('timer A doubles without a cap: seven INVITEs in 32 s, then timer B says timeout', () => {
  const invite = start();
  invite.advance(31_999);
  assert.deepEqual(invite.times('send'), [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]);
  assert.equal(invite.state(), 'calling');
  invite.advance(1);
  assert.deepEqual(invite.log.slice(-2), ['32000 fail timeout', '32000 end']);
  invite.advance(100_000);
  assert.equal(invite.times('send').length, 7);
});

test('over a reliable transport timer A never runs, timer B does', () => {
  const invite = start(true);
  invite.advance(40_000);
  assert.deepEqual(invite.log, ['0 send', '32000 fail timeout', '32000 end']);
});

test('a provisional ends the retransmissions and timer B; each one is passed up', () => {
  const invite = start();
  invite.advance(600);
  invite.input('provisional');
  invite.input('provisional');
  invite.advance(200_000);
  assert.deepEqual(invite.times('send'), [0, 0.5]);
  assert.deepEqual(invite.times('passUp'), [0.6, 0.6]);
  assert.equal(invite.state(), 'proceeding');
});

for (const before of ['calling', 'proceeding']) {
  test(`a failure while ${before} is acknowledged first, then passed up once`, () => {
    const invite = start();
    if (before === 'proceeding') invite.input('provisional');
    invite.advance(100);
    invite.input('failure');
    assert.deepEqual(invite.log.slice(-2), ['100 ack', '100 passUp']);
    invite.advance(10_000);
    invite.input('failure');
    assert.equal(invite.log.at(-1), '10100 ack');
    assert.equal(invite.times('passUp').length, before === 'proceeding' ? 2 : 1);
  });

  test(`a 2xx while ${before} is passed up and never acknowledged by the transaction`, () => {
    const invite = start();
    if (before === 'proceeding') invite.input('provisional');
    invite.input('success');
    assert.equal(invite.state(), 'accepted');
    invite.advance(100_000);
    assert.deepEqual(invite.times('ack'), []);
    assert.equal(invite.times('send').length, 1);
  });
}

test('RFC 6026: every further 2xx is passed up until timer M, 64*T1', () => {
  const invite = start();
  invite.input('success');
  invite.advance(31_999);
  invite.input('success');
  assert.deepEqual(invite.times('passUp'), [0, 31.999]);
  invite.input('failure');
  invite.input('provisional');
  assert.equal(invite.times('passUp').length, 2);
  invite.advance(1);
  assert.deepEqual(invite.times('end'), [32]);
  invite.input('success');
  assert.equal(invite.times('passUp').length, 2);
});

test('timer D is 32 s over datagrams and zero over streams', () => {
  for (const [reliable, seconds] of [
    [false, 32],
    [true, 0],
  ] as const) {
    const invite = start(reliable);
    invite.input('failure');
    invite.advance(seconds * 1000);
    assert.deepEqual(invite.times('end'), [seconds]);
    assert.deepEqual(invite.times('fail'), []);
  }
});

test('timer D stays 32 s when T1 is smaller', () => {
  const quick = { t1Ms: 100, t2Ms: 4000, t4Ms: 5000 };
  const invite = drive(startInviteClient(false, quick), (state, input: ClientInput) =>
    stepInviteClient(state, input, quick),
  );
  invite.input('failure');
  invite.advance(31_999);
  assert.equal(invite.state(), 'completed');
  invite.advance(1);
  assert.equal(invite.state(), 'terminated');
});

test('a transport failure is told while an answer is awaited, never after the final', () => {
  const calling = start();
  calling.input('transportFailed');
  assert.deepEqual(calling.log.slice(-2), ['0 fail transport', '0 end']);
  for (const final of ['success', 'failure'] as const) {
    const invite = start();
    invite.input(final);
    invite.input('transportFailed');
    assert.deepEqual(invite.times('fail'), []);
  }
});

test('§9.1: after a CANCEL the final has 64*T1 to come', () => {
  const invite = start();
  invite.input('provisional');
  invite.advance(100_000);
  invite.input('cancelled');
  invite.input('provisional');
  invite.advance(31_999);
  assert.equal(invite.state(), 'proceeding');
  invite.advance(1);
  assert.deepEqual(invite.log.slice(-2), ['132000 fail timeout', '132000 end']);
});

test('§9.1: a 487 after the CANCEL ends as any failure does', () => {
  const invite = start();
  invite.input('provisional');
  invite.input('cancelled');
  invite.input('failure');
  assert.equal(invite.state(), 'completed');
  invite.advance(60_000);
  assert.deepEqual(invite.times('fail'), []);
});
