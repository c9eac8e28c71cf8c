/** The chart of a line: registered while it is attached, busy while it has calls. Manual §1.3. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { User } from '../../src/domain/configuration.ts';
import { attached, type Change, configured, softPort, user } from '../support/configured.ts';
import { startLine } from './start-line.ts';

function userOf(...changes: readonly Change[]): User {
  const [found] = configured(softPort('p1'), user('alice', '200'), ...changes).users;
  assert.ok(found);
  return found;
}

const alone = userOf();
const alice = userOf(attached('alice', 'p1'));
const configure = (to: User) => ({ type: 'line.configure', user: to }) as const;

/** The server of the round in progress grants the binding. */
function accept(line: ReturnType<typeof startLine>) {
  const registration = line.registration();
  const attempt = registration?.getSnapshot().context.attempt ?? 0;
  registration?.send({ type: 'attempt.accepted', attempt, server: 'm', expiresSeconds: 3600 });
}

void test('a user without a port does not register; attached it does, detached no more', () => {
  const line = startLine(alone);
  assert.deepEqual([line.state(), line.did()], ['detached', []]);
  line.send(configure(alice));
  assert.deepEqual([line.state(), line.did()], ['attached', ['register alice']]);
  accept(line);
  line.send(configure(alone));
  assert.deepEqual([line.state(), line.did()], ['leaving', ['remove alice']]);
  accept(line);
  assert.equal(line.state(), 'detached');
  assert.deepEqual(line.roll.alive().length, 1, 'only the line itself');
});

void test('attached again while it leaves, it registers when it has left', () => {
  const line = startLine(alice);
  accept(line);
  line.send(configure(alone));
  line.send(configure(alice));
  accept(line);
  assert.equal(line.state(), 'attached');
  assert.deepEqual(line.did(), ['register alice', 'remove alice', 'register alice']);
});

void test('another identity is another registration; the old binding is given back', () => {
  const line = startLine(alice);
  accept(line);
  line.did();
  line.send(configure({ ...alice, ports: ['p1', 'p2'] }));
  assert.deepEqual(line.did(), [], 'a second port changes nothing');
  line.send(configure({ ...alice, login: 'other' }));
  assert.deepEqual(line.did(), ['forget alice', 'register alice']);
});

void test('a user that is switched off is as one without a port', () => {
  assert.equal(startLine({ ...alice, enabled: false }).state(), 'detached');
  const line = startLine(alice);
  line.send(configure({ ...alice, enabled: false }));
  assert.equal(line.state(), 'leaving');
});

void test('busy from the first call to the end of the last', () => {
  const line = startLine(alice);
  line.send({ type: 'call.started', call: '1' });
  line.send({ type: 'call.started', call: '2' });
  line.send({ type: 'call.ended', call: '1' });
  assert.equal(line.calls(), 'busy');
  line.send({ type: 'call.ended', call: '3' });
  assert.equal(line.calls(), 'busy');
  line.send({ type: 'call.ended', call: '2' });
  assert.equal(line.calls(), 'idle');
});

void test('stopped, it gives its binding back and ends; without one it ends at once', () => {
  const line = startLine(alice);
  accept(line);
  line.send({ type: 'call.started', call: '1' });
  line.send({ type: 'line.stop' });
  line.send({ type: 'line.stop' });
  assert.equal(line.actor.getSnapshot().status, 'active');
  accept(line);
  assert.deepEqual(line.actor.getSnapshot().output, { reason: 'normal' });
  assert.deepEqual(line.did(), ['register alice', 'remove alice']);
  assert.deepEqual([line.roll.alive(), line.clock.pending()], [[], 0]);
  const other = startLine(alone);
  other.send({ type: 'line.stop' });
  assert.equal(other.actor.getSnapshot().status, 'done');
});

void test('a registration that fails is started again later, at doubling delays, then parked', () => {
  const line = startLine(alone);
  line.trouble.contained = 'register alice';
  line.send(configure(alice));
  for (const delay of [200, 400, 800, 1600, 3200]) {
    assert.deepEqual([line.state(), line.did()], ['crashed', [`fault again in ${delay}`]]);
    assert.equal(line.registration(), undefined, 'reaped');
    line.clock.advance(delay - 1);
    assert.equal(line.state(), 'crashed');
    line.clock.advance(1);
  }
  assert.deepEqual([line.state(), line.did()], ['parked', ['fault parked 30000']]);
  assert.ok(line.actor.getSnapshot().hasTag('parked'));
  line.trouble.contained = undefined;
  line.clock.advance(30_000);
  assert.deepEqual([line.state(), line.did()], ['attached', ['register alice']]);
});

void test('what a registration throws uncontained comes to the same', () => {
  const line = startLine(alone);
  line.trouble.raw = 'register alice';
  line.send(configure(alice));
  assert.deepEqual([line.state(), line.did()], ['crashed', ['fault again in 200']]);
  line.trouble.raw = undefined;
  line.clock.advance(200);
  assert.deepEqual([line.state(), line.did()], ['attached', ['register alice']]);
});

void test('detached while its registration rests, it stays detached', () => {
  const line = startLine(alone);
  line.trouble.contained = 'register alice';
  line.send(configure(alice));
  line.send(configure(alone));
  line.clock.advance(60_000);
  assert.equal(line.state(), 'detached');
  assert.equal(line.clock.pending(), 0);
});

void test('a fault of the line itself ends it, and its registration with it', () => {
  const line = startLine(alice);
  line.send({ type: 'fault', message: 'x' });
  assert.deepEqual(line.actor.getSnapshot().output, { reason: 'fault', message: 'x' });
  assert.deepEqual([line.roll.alive(), line.clock.pending()], [[], 0]);
});
