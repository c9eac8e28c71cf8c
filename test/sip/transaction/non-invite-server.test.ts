/** The non-INVITE server transaction by RFC sentence: RFC 3261 §17.2.2, RFC 4320. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type NonInviteServerInput,
  startNonInviteServer,
  stepNonInviteServer,
} from '../../../src/sip/transaction/non-invite-server.ts';
import { defaultTimers, lateTryingMs } from '../../../src/sip/transaction/timers.ts';
import { type Driven, drive } from './drive.ts';

function start(reliable = false): Driven<NonInviteServerInput> {
  return drive(
    startNonInviteServer(reliable, defaultTimers),
    (state, input: NonInviteServerInput | 'retransmit') =>
      input === 'retransmit' ? [state, []] : stepNonInviteServer(state, input, defaultTimers),
  );
}

test('in Trying a repeated request is discarded', () => {
  const request = start();
  request.input('repeated');
  assert.deepEqual(request.log, []);
});

test('in Proceeding and Completed a repeated request gets the last response again', () => {
  const request = start();
  request.input('sendProvisional');
  request.input('repeated');
  request.input('sendFinal');
  request.input('repeated');
  assert.equal(request.times('send').length, 4);
});

test('the first final stands: no other follows, no provisional either', () => {
  const request = start();
  request.input('sendFinal');
  request.input('sendFinal');
  request.input('sendProvisional');
  assert.deepEqual(request.log, ['0 send']);
});

test('timer J is 64*T1 over datagrams and zero over streams', () => {
  for (const [reliable, seconds] of [
    [false, 32],
    [true, 0],
  ] as const) {
    const request = start(reliable);
    request.input('sendFinal');
    request.advance(60_000);
    assert.deepEqual(request.times('end'), [seconds]);
  }
});

test('RFC 4320 §4.2: what is not answered in 64*T1 is forgotten in silence', () => {
  const request = start();
  request.advance(60_000);
  assert.deepEqual(request.log, ['32000 end']);
});

test('RFC 4320 §4.1: a 100 is due when timer E of the client has grown to T2', () => {
  assert.equal(lateTryingMs(defaultTimers), 3500);
  assert.equal(lateTryingMs({ t1Ms: 1000, t2Ms: 4000, t4Ms: 5000 }), 3000);
});
