/** The chart of a leg: what a re-offer changes, and what does not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCall, toPorts } from './start-call.ts';

function startLeg() {
  const call = startCall(toPorts);
  call.send({ type: 'port.answered', port: 'p1' });
  const leg = call.leg('a');
  assert.ok(leg);
  call.did();
  return { call, leg, state: () => leg.getSnapshot().value };
}

void test('a hold that the other side accepts holds, a resume resumes', () => {
  const { call, leg, state } = startLeg();
  leg.send({ type: 'leg.offered', isHold: true });
  assert.deepEqual([call.did(), state()], [['pass a'], 'renegotiating']);
  leg.send({ type: 'leg.settled', isAccepted: true });
  assert.equal(state(), 'held');
  leg.send({ type: 'leg.offered', isHold: false });
  leg.send({ type: 'leg.settled', isAccepted: true });
  assert.equal(state(), 'talking');
});

void test('RFC 3261 §14.1: a refused offer changes nothing', () => {
  const { leg, state } = startLeg();
  leg.send({ type: 'leg.offered', isHold: true });
  leg.send({ type: 'leg.settled', isAccepted: false });
  assert.equal(state(), 'talking');
  leg.send({ type: 'leg.offered', isHold: true });
  leg.send({ type: 'leg.settled', isAccepted: true });
  leg.send({ type: 'leg.offered', isHold: false });
  leg.send({ type: 'leg.settled', isAccepted: false });
  assert.equal(state(), 'held');
});

void test('who was made an offer says with its answer whether it holds', () => {
  const { leg, state } = startLeg();
  leg.send({ type: 'leg.offered', isHold: false });
  leg.send({ type: 'leg.settled', isAccepted: true, isHold: true });
  assert.equal(state(), 'held');
});

void test('each leg is held by itself', () => {
  const { call, state } = startLeg();
  call.leg('b')?.send({ type: 'leg.offered', isHold: true });
  call.leg('b')?.send({ type: 'leg.settled', isAccepted: true });
  assert.equal(call.leg('b')?.getSnapshot().value, 'held');
  assert.equal(state(), 'talking');
});

void test('a leg may end while it renegotiates, or by a fault, and its call with it', () => {
  for (const event of [
    { type: 'leg.ended', reason: 'BYE' },
    { type: 'fault', message: 'no media' },
  ] as const) {
    const { call, leg } = startLeg();
    leg.send({ type: 'leg.offered', isHold: true });
    leg.send(event);
    assert.equal(call.state(), 'ended');
    assert.equal(call.did().at(-1), 'finish 200 normal-clearing a');
  }
});
