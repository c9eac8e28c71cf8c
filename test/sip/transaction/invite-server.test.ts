/** The INVITE server transaction by RFC sentence: RFC 3261 §17.2.1, RFC 6026 §7.1 and §8.7. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type InviteServerInput,
  startInviteServer,
  stepInviteServer,
} from '../../../src/sip/transaction/invite-server.ts';
import { defaultTimers } from '../../../src/sip/transaction/timers.ts';
import { type Driven, drive } from './drive.ts';

function start(reliable = false): Driven<InviteServerInput> {
  return drive(startInviteServer(reliable, defaultTimers), (state, input: InviteServerInput) =>
    stepInviteServer(state, input, defaultTimers),
  );
}

test('a repeated INVITE in Proceeding gets the last provisional again', () => {
  const invite = start();
  invite.input('sendProvisional');
  invite.input('repeated');
  assert.deepEqual(invite.log, ['0 send', '0 send']);
  invite.advance(600_000);
  assert.equal(invite.state(), 'proceeding');
});

test('timer G doubles up to T2 and timer H ends it after 64*T1', () => {
  const invite = start();
  invite.input('sendFailure');
  invite.advance(60_000);
  assert.deepEqual(
    invite.times('send'),
    [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5],
  );
  assert.deepEqual(invite.times('end'), [32]);
});

test('over a reliable transport timer G never runs', () => {
  const invite = start(true);
  invite.input('sendFailure');
  invite.advance(60_000);
  assert.deepEqual(invite.log, ['0 send', '32000 end']);
});

test('a repeated INVITE in Completed gets the final again, beside timer G', () => {
  const invite = start();
  invite.input('sendFailure');
  invite.advance(100);
  invite.input('repeated');
  assert.deepEqual(invite.times('send'), [0, 0.1]);
  invite.advance(400);
  assert.deepEqual(invite.times('send'), [0, 0.1, 0.5]);
});

test('the ACK ends the retransmissions; timer I absorbs further ACKs', () => {
  for (const [reliable, seconds] of [
    [false, 5],
    [true, 0],
  ] as const) {
    const invite = start(reliable);
    invite.input('sendFailure');
    invite.input('ack');
    invite.input('ack');
    invite.input('repeated');
    invite.advance(60_000);
    assert.deepEqual(invite.times('send'), [0]);
    assert.deepEqual(invite.times('end'), [seconds]);
  }
});

test('RFC 6026: after a 2xx repeated INVITEs are absorbed until timer L, 64*T1', () => {
  const invite = start();
  invite.input('sendSuccess');
  invite.input('repeated');
  assert.deepEqual(invite.log, ['0 send']);
  assert.equal(invite.state(), 'accepted');
  invite.advance(31_999);
  invite.input('sendSuccess');
  assert.deepEqual(invite.times('send'), [0, 31.999]);
  invite.advance(1);
  assert.deepEqual(invite.times('end'), [32]);
});

test("RFC 6026: in Accepted an ACK is the user's and a failure comes too late", () => {
  const invite = start();
  invite.input('sendSuccess');
  invite.input('ack');
  invite.input('sendFailure');
  assert.deepEqual(invite.log, ['0 send', '0 passUp']);
  assert.equal(invite.state(), 'accepted');
});
