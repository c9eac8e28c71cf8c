/**
 * The chart of CWMP sessions: what it sends when, how it ends, how long it waits after a failure.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createActor } from 'xstate';
import { cwmpSessionMachine } from '../../machines/cwmp-session.machine.ts';
import { type CwmpFact, sessionRetryMs } from '../../src/domain/cwmp-session.ts';
import { ManualClock } from '../support/manual-clock.ts';

function startSession(chance = 0.5) {
  const clock = new ManualClock();
  const did: string[] = [];
  const machine = cwmpSessionMachine.provide({
    actions: {
      sendInform: (_, { retryCount, isOlder }) =>
        void did.push(`inform ${retryCount}${isOlder ? ' older' : ''}`),
      sendRequest: () => void did.push('request'),
      sendEmpty: () => void did.push('empty'),
      answerRequest: () => void did.push('answer'),
      closeSession: () => void did.push('close'),
      abortSession: (_, { reason }) => void did.push(`abort: ${reason}`),
    },
  });
  const actor = createActor(machine, {
    clock,
    input: {
      surroundings: { chance: () => chance },
      retry: () => ({ minimumSeconds: 5, multiplier: 2000 }),
      silenceMs: 30_000,
    },
  });
  actor.start();
  const send = (...facts: readonly CwmpFact[]) => {
    for (const fact of facts) actor.send(fact);
  };
  return { actor, clock, did, send, state: () => actor.getSnapshot().value };
}

const wanted: CwmpFact = { type: 'session.wanted' };
const free = { isHeld: false, requests: 0 };
const informed: CwmpFact = { type: 'acs.informed', ...free };
const asked: CwmpFact = { type: 'acs.asked', ...free };
const ended: CwmpFact = { type: 'acs.ended', ...free };
const closed: CwmpFact = { type: 'session.closed' };

test('a session is Inform, an empty POST, answers while it is asked, and an end', () => {
  const { did, send, state } = startSession();
  send(wanted, informed, asked, asked, ended);
  assert.deepEqual(did, ['inform 0', 'empty', 'answer', 'answer', 'close']);
  assert.equal(state(), 'ending');
  send(closed);
  assert.equal(state(), 'idle');
});

test('requests of our own come before the empty POST', () => {
  const { did, send } = startSession();
  send(wanted, { type: 'acs.informed', isHeld: false, requests: 2 });
  send({ type: 'acs.responded', isHeld: false, requests: 1 });
  send({ type: 'acs.responded', ...free }, ended);
  assert.deepEqual(did, ['inform 0', 'request', 'request', 'empty', 'close']);
});

test('while requests are held, only empty POSTs and answers go out, until they are let go', () => {
  const { did, send } = startSession();
  const held = { isHeld: true, requests: 1 };
  send(wanted, { type: 'acs.informed', ...held }, { type: 'acs.asked', ...held });
  send({ type: 'acs.ended', ...held });
  assert.deepEqual(did, ['inform 0', 'empty', 'answer', 'empty']);
  send({ type: 'acs.ended', isHeld: false, requests: 1 });
  assert.deepEqual(did.slice(4), ['request']);
});

test('a transfer that completes during the session is told before the session ends', () => {
  const { did, send } = startSession();
  send(wanted, informed, asked, { type: 'acs.ended', isHeld: false, requests: 1 });
  assert.equal(did.at(-1), 'request');
});

test('silence of thirty seconds fails a session, wherever it is', () => {
  for (const facts of [[], [informed], [informed, asked]]) {
    const { did, send, clock, state } = startSession();
    send(wanted, ...facts);
    clock.advance(29_999);
    assert.notEqual(state(), 'waiting');
    clock.advance(1);
    assert.equal(state(), 'waiting');
    assert.equal(did.at(-1), 'abort: no answer of the ACS');
  }
});

test('waits double from 5–10 s to the tenth, and the retry count goes up and back to zero', () => {
  const { did, send, clock, state } = startSession(0);
  send(wanted, { type: 'acs.failed', reason: 'connection refused' });
  for (const wait of [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 2560]) {
    clock.advance(wait * 1000 - 1);
    assert.equal(state(), 'waiting');
    clock.advance(1);
    assert.equal(state(), 'informing');
    send({ type: 'acs.failed', reason: 'connection refused' });
  }
  clock.advance(2_560_000);
  assert.equal(did.at(-1), 'inform 12');
  send(informed, ended, closed, wanted);
  assert.equal(did.at(-1), 'inform 0');
});

test('a retry waits inside its bounds whatever chance says', () => {
  const settings = { minimumSeconds: 5, multiplier: 2000 };
  assert.equal(sessionRetryMs(settings, 1, 0), 5000);
  assert.ok(sessionRetryMs(settings, 1, 0.999_999) <= 10_000);
  assert.equal(sessionRetryMs(settings, 50, 0), sessionRetryMs(settings, 10, 0));
  assert.ok(sessionRetryMs({ minimumSeconds: 65_535, multiplier: 65_535 }, 10, 1) < 2 ** 31);
});

test('a new event does not wait for the retry', () => {
  const { did, send } = startSession();
  send(wanted, { type: 'acs.failed', reason: 'x' }, wanted);
  assert.deepEqual(did, ['inform 0', 'abort: x', 'inform 1']);
});

test('reasons that come during a session make one more session, however many', () => {
  const { did, send, state } = startSession();
  send(wanted, wanted, informed, wanted, ended, wanted, closed);
  assert.deepEqual(did, ['inform 0', 'empty', 'close', 'inform 0']);
  send(informed, ended, closed);
  assert.equal(state(), 'idle');
});

test('an ACS that asks for the Inform again gets it at once, but not for ever', () => {
  const { did, send, state } = startSession();
  send(wanted);
  send({ type: 'acs.retry' }, { type: 'acs.older' }, { type: 'acs.retry' }, { type: 'acs.retry' });
  assert.deepEqual(did.slice(0, 4), ['inform 0', 'inform 0', 'inform 0 older', 'inform 0']);
  assert.equal(state(), 'waiting');
});

test('a failure after the Inform was taken is a failed session too', () => {
  const { send, state } = startSession();
  send(wanted, informed, asked, { type: 'acs.failed', reason: 'reset' });
  assert.equal(state(), 'waiting');
});

test('a stop ends the session wherever it is', () => {
  for (const facts of [[], [wanted], [wanted, informed], [wanted, informed, asked, ended]]) {
    const { send, state, clock, actor } = startSession();
    send(...facts, { type: 'session.stop' });
    assert.equal(state(), 'stopped');
    assert.equal(actor.getSnapshot().status, 'done');
    assert.equal(clock.pending(), 0);
  }
});

test('facts that do not fit the state change nothing', () => {
  const { did, send, state } = startSession();
  send(informed, asked, ended, closed, { type: 'acs.retry' }, { type: 'acs.failed', reason: 'x' });
  assert.equal(state(), 'idle');
  assert.deepEqual(did, []);
});
