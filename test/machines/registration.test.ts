/** The chart of a registration beside its decision table: rounds, releases, faults. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planOf } from '../support/lives.ts';
import { startRegistration } from './start-registration.ts';

void test('a line without any server waits for one, and asks it at once', () => {
  const line = startRegistration({ plan: [] });
  assert.equal(line.state(), 'errorNetwork');
  line.list.plan = planOf('m');
  line.send({ type: 'servers.changed' });
  assert.deepEqual(line.did(), ['tell lost', 'register m']);
});

void test('a round starts again when the list changes, and not when only health does', () => {
  const line = startRegistration({ plan: planOf('b', 'c') });
  line.list.plan = planOf('b:500', 'c:4000');
  line.send({ type: 'servers.changed' });
  assert.deepEqual(line.did(), ['register b']);
  line.list.plan = planOf('m', 'b', 'c');
  line.send({ type: 'servers.changed' });
  assert.equal(line.state(), 'registering.spacing');
  line.refuse(403);
  line.clock.advance(1000);
  assert.deepEqual(line.did(), ['abandon', 'register m'], 'what b says no longer counts');
});

void test('a line whose server is taken away looks for another', () => {
  const line = startRegistration({ plan: planOf('m') });
  line.accept();
  line.clock.advance(1000);
  line.send({ type: 'servers.changed' });
  assert.equal(line.state(), 'up.held');
  line.list.plan = planOf('n');
  line.send({ type: 'servers.changed' });
  line.accept();
  assert.deepEqual(line.did(), ['register m', 'tell up', 'register n', 'unregister m', 'tell up']);
});

const at = (place: string) => planOf('m').map((one) => ({ ...one, place }));

void test('a line whose server is somewhere else by now registers there', () => {
  const line = startRegistration({ plan: at('192.0.2.1') });
  line.list.plan = at('192.0.2.2');
  line.send({ type: 'servers.changed' });
  line.clock.advance(1000);
  assert.deepEqual(line.did(), ['register m', 'abandon', 'register m'], 'while it is asked');
  line.accept();
  line.send({ type: 'servers.changed' });
  assert.equal(line.state(), 'up.held');
  line.list.plan = at('192.0.2.3');
  line.send({ type: 'servers.changed' });
  line.clock.advance(1000);
  assert.deepEqual(line.did(), ['tell up', 'register m'], 'when it has accepted');
});

void test('whoever wants a round while one is under way gets that one', () => {
  const line = startRegistration();
  line.send({ type: 'registration.retry' });
  line.send({ type: 'registration.retry' });
  assert.deepEqual(line.did(), ['register m']);
  line.accept();
  line.clock.advance(1000);
  line.send({ type: 'registration.retry' });
  line.send({ type: 'registration.retry' });
  assert.deepEqual(line.did(), ['tell up', 'register m']);
});

void test('a refresh that every server fails is a line that is out', () => {
  const line = startRegistration({ plan: planOf('m') });
  line.accept();
  line.clock.advance(2_520_000);
  assert.equal(line.state(), 'up.refreshing.asking');
  line.refuse(503);
  assert.equal(line.state(), 'errorRegistration');
  assert.equal(line.context().binding, undefined);
  assert.equal(line.actor.getSnapshot().hasTag('usable'), false);
});

void test('a line that lost its connection again is out, says why, and tries when told to', () => {
  const line = startRegistration({ plan: planOf('m') });
  const flow = { type: 'flow.lost', server: 'm', reason: 'reset', isBrief: true } as const;
  for (const count of [1, 2]) {
    line.accept();
    line.clock.advance(1000);
    line.did();
    line.send(flow);
    assert.equal(line.state(), count === 1 ? 'registering.asking' : 'errorNetwork');
  }
  assert.deepEqual(line.did(), ['tell lost']);
  assert.deepEqual(line.tries(), ['m skipped: connection lost again: reset']);
  line.send({ type: 'registration.retry' });
  assert.deepEqual(line.did(), ['register m']);
});

void test('a connection to another server than the line is on does not matter', () => {
  const line = startRegistration({ plan: planOf('m', 'b') });
  line.accept();
  line.send({ type: 'flow.lost', server: 'b', reason: 'reset', isBrief: false });
  assert.equal(line.state(), 'up.held');
});

void test('a late success of an older round is undone, but not at the server just being asked', () => {
  const line = startRegistration({ plan: planOf('m', 'b') });
  line.clock.advance(8000);
  line.accept();
  line.send({ type: 'registration.retry' });
  line.clock.advance(1000);
  line.did();
  const old = { type: 'attempt.late', attempt: 2, expiresSeconds: 3600 } as const;
  line.send({ ...old, server: 'm' });
  assert.deepEqual(line.did(), [], 'the newer answer of m decides');
  line.send({ ...old, server: 'x' });
  assert.deepEqual(line.did(), ['unregister x']);
});

void test('a late success ends the wait after a failed round', () => {
  const line = startRegistration({ plan: planOf('m', 'b') });
  line.clock.advance(16_000);
  assert.equal(line.state(), 'errorNetwork');
  line.late('m');
  assert.equal(line.state(), 'up.held');
  assert.equal(line.clock.pending(), 1);
});

void test('a line that is let go gives its binding back and waits five seconds at most', () => {
  for (const hasAnswer of [true, false]) {
    const line = startRegistration();
    line.accept();
    line.did();
    line.send({ type: 'registration.release' });
    line.send({ type: 'registration.release' });
    assert.deepEqual(line.did(), ['remove m']);
    if (hasAnswer) line.accept(0);
    else line.clock.advance(5000);
    assert.deepEqual(line.did(), hasAnswer ? ['tell removed', 'leave'] : ['unregister m', 'leave']);
    assert.equal(line.state(), 'disabled');
    assert.equal(line.actor.getSnapshot().output?.reason, 'normal');
    assert.equal(line.clock.pending(), 0);
  }
});

void test('let go while it is asked elsewhere: both bindings are given back', () => {
  const line = startRegistration({ plan: planOf('m', 'b') });
  line.fail();
  line.accept();
  line.send({ type: 'registration.retry' });
  line.clock.advance(1000);
  line.did();
  line.send({ type: 'registration.release' });
  assert.deepEqual(line.did(), ['unregister b']);
  line.accept();
  assert.deepEqual(line.did(), ['remove m']);
});

void test('let go while its own server is asked and refuses: the binding there is given back', () => {
  const line = startRegistration({ plan: planOf('m') });
  line.accept();
  line.clock.advance(1000);
  line.send({ type: 'registration.retry' });
  line.did();
  line.send({ type: 'registration.release' });
  line.refuse(500);
  assert.deepEqual(line.did(), ['remove m']);
});

void test('let go with nothing bound and nobody asked, it ends at once', () => {
  for (const options of [{ plan: [] }, { isPaced: true }]) {
    const line = startRegistration(options);
    line.send({ type: 'registration.release' });
    assert.equal(line.state(), 'disabled');
    assert.deepEqual(
      line.did().filter((text) => text.startsWith('re')),
      [],
    );
  }
});

void test('a fault of a port ends it as failed, with the reason', () => {
  const line = startRegistration();
  line.send({ type: 'fault', message: 'no socket' });
  assert.equal(line.state(), 'failed');
  assert.deepEqual(line.actor.getSnapshot().output, { reason: 'fault', message: 'no socket' });
  assert.equal(line.clock.pending(), 0);
});
