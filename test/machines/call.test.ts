/** The chart of a call: who rings, who is joined, and that there is exactly one end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { CallEvent } from '../../machines/call-setup.ts';
import type { InviteFact } from '../../machines/hunt-walk.ts';
import { type StartedCall, startCall, toPorts, toServers } from './start-call.ts';

const trying: InviteFact = { type: 'attempt.trying', attempt: 1 };
const rang: InviteFact = { type: 'attempt.rang', attempt: 1, status: 180 };
const answered: InviteFact = { type: 'attempt.answered', attempt: 1 };

function ended(call: StartedCall): string | undefined {
  assert.equal(call.clock.pending(), 0, 'a call that is over waits for nothing');
  assert.deepEqual(call.roll.alive(), []);
  return call.did().at(-1);
}

void test('every port of the user rings, the first to answer is connected', () => {
  const call = startCall(toPorts);
  call.send({ type: 'port.rang', port: 'p2', status: 180 });
  call.send({ type: 'port.answered', port: 'p2' });
  assert.deepEqual(call.did(), ['ring p1 p2', 'ringing 180', 'connect p2']);
  assert.equal(call.state(), 'connected');
});

void test('when every port refuses, a busy one says more than one that is not there', () => {
  for (const statuses of [
    [486, 480],
    [480, 486],
  ]) {
    const call = startCall(toPorts);
    for (const [at, status = 0] of statuses.entries()) {
      call.send({ type: 'port.refused', port: `p${at + 1}`, status });
    }
    assert.equal(ended(call), 'finish 486 busy b');
  }
});

void test('a route to nobody ends with its cause at once', () => {
  const call = startCall({ kind: 'none', step: 0, cause: 'no-route', status: 404 });
  assert.equal(ended(call), 'finish 404 no-route nobody');
});

void test('the proxy that answers is connected; ringing is passed on', () => {
  const call = startCall(toServers);
  for (const fact of [trying, rang, answered]) call.tell(fact);
  assert.deepEqual(call.did(), ['invite m', 'ringing 180', 'connect 1']);
  assert.equal(call.state(), 'connected');
  assert.equal(call.actor.getSnapshot().context.server, 'm');
});

void test('what the walk ends with is what the call ends with', () => {
  const call = startCall(toServers);
  call.tell({ type: 'attempt.refused', attempt: 1, status: 404, reason: 'x', hadRung: false });
  assert.equal(ended(call), 'finish 404 unallocated-number b');
});

void test('from 100 Trying on somebody must answer within 180 s, however often it rings', () => {
  for (const begin of [trying, rang]) {
    const call = startCall(toServers);
    call.tell(begin);
    for (let minute = 1; minute <= 2; minute += 1) {
      call.clock.advance(60_000);
      call.tell(rang);
    }
    call.clock.advance(59_999);
    assert.deepEqual(call.state(), { hunting: 'proceeding' });
    call.clock.advance(1);
    assert.equal(ended(call), 'finish 480 no-answer nobody');
  }
});

void test('a busy user has its calls go on elsewhere, one that does not answer too', () => {
  const elsewhere = { ...toServers, step: 1 };
  const route = {
    ...toPorts,
    onBusy: elsewhere,
    onNoAnswer: elsewhere,
    noAnswerMs: 20_000,
  } as const;
  const busy = startCall(route);
  busy.send({ type: 'port.refused', port: 'p1', status: 486 });
  busy.send({ type: 'port.refused', port: 'p2', status: 480 });
  assert.deepEqual(busy.did(), ['ring p1 p2', 'forward 1', 'invite m']);
  const silent = startCall(route);
  silent.clock.advance(20_000);
  assert.deepEqual(silent.did(), ['ring p1 p2', 'forward 1', 'invite m']);
  silent.tell(answered);
  assert.deepEqual(silent.did(), ['connect 1']);
  const absent = startCall(route);
  absent.send({ type: 'port.refused', port: 'p1', status: 480 });
  absent.send({ type: 'port.refused', port: 'p2', status: 480 });
  assert.deepEqual(absent.did(), ['ring p1 p2', 'forward 1', 'invite m'], 'nobody can answer');
  const declined = startCall(route);
  declined.send({ type: 'port.refused', port: 'p1', status: 480 });
  declined.send({ type: 'port.refused', port: 'p2', status: 603 });
  assert.equal(ended(declined), 'finish 603 declined b', 'somebody has said no');
});

void test('a phone sends the call on: once no other one rings it goes there', () => {
  const elsewhere = { ...toServers, step: 1 };
  const last = startCall(toPorts);
  last.send({ type: 'port.refused', port: 'p1', status: 480 });
  last.send({ type: 'port.forwarded', port: 'p2', route: elsewhere });
  assert.deepEqual(last.did(), ['ring p1 p2', 'forward 1', 'invite m']);
  const first = startCall(toPorts);
  first.send({ type: 'port.forwarded', port: 'p1', route: elsewhere });
  assert.deepEqual(first.did(), ['ring p1 p2'], 'the other one rings on');
  first.send({ type: 'port.refused', port: 'p2', status: 480 });
  assert.deepEqual(first.did(), ['forward 1', 'invite m']);
  const silent = startCall(toPorts);
  silent.send({ type: 'port.forwarded', port: 'p1', route: elsewhere });
  silent.clock.advance(180_000);
  assert.deepEqual(silent.did(), ['ring p1 p2', 'forward 1', 'invite m']);
  const answered = startCall(toPorts);
  answered.send({ type: 'port.forwarded', port: 'p1', route: elsewhere });
  answered.send({ type: 'port.answered', port: 'p2' });
  assert.deepEqual(answered.did(), ['ring p1 p2', 'connect p2']);
});

void test('ports that ring for 180 s without an answer end the call', () => {
  const call = startCall(toPorts);
  call.clock.advance(180_000);
  assert.equal(ended(call), 'finish 480 no-answer nobody');
});

void test('a caller who gives up ends it, wherever it is', () => {
  for (const facts of [[], [trying], [trying, rang]]) {
    const call = startCall(toServers);
    for (const fact of facts) call.tell(fact);
    call.send({ type: 'caller.cancelled' });
    assert.equal(ended(call), 'finish 487 cancelled a');
  }
  const local = startCall(toPorts);
  local.send({ type: 'caller.cancelled' });
  assert.equal(ended(local), 'finish 487 cancelled a');
});

void test('a CANCEL that crosses the answer ends a connected call in order', () => {
  const call = startCall(toServers);
  call.tell(answered);
  call.send({ type: 'caller.cancelled' });
  assert.equal(ended(call), 'finish 200 normal-clearing a');
});

void test('a connected call ends by either party, by lost media or by us', () => {
  for (const [event, told] of [
    [{ type: 'leg.ended', leg: 'b', reason: 'BYE' }, 'finish 200 normal-clearing b'],
    [
      { type: 'leg.ended', leg: 'a', reason: 'x', cause: 'session-expired' },
      'finish 408 session-expired a',
    ],
    [{ type: 'media.lost' }, 'finish 408 media-lost nobody'],
    [{ type: 'call.release' }, 'finish 480 released nobody'],
    [{ type: 'call.limited' }, 'finish 403 limit-reached nobody'],
  ] as const satisfies readonly (readonly [CallEvent, string])[]) {
    const call = startCall(toServers);
    call.tell(answered);
    call.send(event);
    assert.equal(ended(call), told);
  }
});

void test('a leg that hangs up ends the other one too', () => {
  const call = startCall(toPorts);
  call.send({ type: 'port.answered', port: 'p1' });
  call.leg('a')?.send({ type: 'leg.ended', reason: 'BYE' });
  assert.equal(ended(call), 'finish 200 normal-clearing a');
  const lost = startCall(toPorts);
  lost.send({ type: 'port.answered', port: 'p1' });
  lost.leg('b')?.send({ type: 'leg.ended', reason: 'no ACK', cause: 'connection-lost' });
  assert.equal(ended(lost), 'finish 408 connection-lost b');
});

void test('whatever comes in whatever order, there is exactly one end', () => {
  const events: readonly CallEvent[] = [
    { type: 'port.rang', port: 'p1', status: 180 },
    { type: 'port.answered', port: 'p1' },
    { type: 'port.refused', port: 'p1', status: 486 },
    { type: 'port.refused', port: 'p2', status: 480 },
    { type: 'caller.cancelled' },
    { type: 'leg.ended', leg: 'a', reason: 'BYE' },
    { type: 'media.lost' },
    { type: 'media.refused', status: 503, cause: 'no-media' },
    { type: 'call.release' },
    { type: 'fault', message: 'x' },
  ];
  const facts: readonly InviteFact[] = [
    trying,
    rang,
    answered,
    { type: 'attempt.answered', attempt: 2 },
    { type: 'attempt.refused', attempt: 1, status: 503, reason: 'x', hadRung: false },
    { type: 'attempt.refused', attempt: 2, status: 482, reason: 'x', hadRung: false },
    { type: 'attempt.unreachable', attempt: 1, reason: 'x', phase: 'trying' },
  ];
  type Step =
    | { readonly event: CallEvent }
    | { readonly fact: InviteFact }
    | { readonly ms: number };
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.constantFrom(...events).map((event) => ({ event })),
    fc.constantFrom(...facts).map((fact) => ({ fact })),
    fc.constantFrom(1000, 8000, 180_000).map((ms) => ({ ms })),
  );
  const run = (route: typeof toPorts, steps: readonly Step[]) => {
    const call = startCall(route);
    const isOver = () => call.actor.getSnapshot().status !== 'active';
    for (const one of steps) {
      if (isOver()) break;
      if ('event' in one) call.send(one.event);
      else if ('fact' in one) call.tell(one.fact);
      else call.clock.advance(one.ms);
    }
    if (!isOver()) call.send({ type: 'call.release' });
    const finishes = call.did().filter((text) => text.startsWith('finish'));
    assert.equal(finishes.length, 1);
    assert.deepEqual(call.errors, []);
    assert.equal(call.clock.pending(), 0);
    assert.deepEqual(call.roll.alive(), []);
  };
  const route = fc.constantFrom(toPorts, toServers);
  fc.assert(fc.property(route, fc.array(step, { maxLength: 12 }), run), { numRuns: 1000 });
});

void test('without media for it a call is over at once: nobody else is asked, no server is to blame', () => {
  const refused = { type: 'media.refused', status: 503, cause: 'no-media' } as const;
  const walking = startCall(toServers);
  walking.send(refused);
  assert.equal(ended(walking), 'finish 503 no-media nobody');
  assert.deepEqual(walking.actor.getSnapshot().context.tries, []);
  const ringing = startCall(toPorts);
  ringing.send({ type: 'port.refused', port: 'p1', status: 486 });
  ringing.send(refused);
  assert.equal(ended(ringing), 'finish 503 no-media nobody', 'a busy port says nothing of it');
  const answering = startCall(toServers);
  answering.tell(answered);
  answering.send(refused);
  assert.equal(ended(answering), 'finish 503 no-media nobody');
});

void test('a fault of a port of the call is its end, and its one verdict', () => {
  const call = startCall(toPorts);
  call.send({ type: 'fault', message: 'no media' });
  assert.equal(ended(call), 'finish 500 fault nobody');
});

void test('a hunt that throws ends its call and nothing else', () => {
  const call = startCall(toServers, ['invite']);
  assert.deepEqual(call.did(), ['finish 500 fault nobody']);
  assert.deepEqual(call.errors, []);
});
