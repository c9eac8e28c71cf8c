/** The root's chart: who has a seat, how it starts and leaves. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  attached,
  type Change,
  configured,
  location,
  softPort,
  user,
} from '../support/configured.ts';
import { startFamily } from './start-line.ts';

const household: readonly Change[] = [
  location('m', '192.0.2.1'),
  softPort('p1'),
  softPort('p2'),
  user('alice', '200'),
  user('bob', '201'),
  attached('alice', 'p1'),
];
const configuration = configured(...household);

function startReady(...changes: readonly Change[]) {
  const family = startFamily(configured(...household, ...changes));
  family.send({ type: 'gateway.ready' });
  return family;
}

void test('children are there from the moment it is ready, one a row', () => {
  const family = startFamily(configuration);
  assert.deepEqual(family.children(), []);
  family.send({ type: 'gateway.ready' });
  assert.deepEqual(family.children(), [
    'line:alice#4',
    'line:bob#5',
    'port:p1#2',
    'port:p2#3',
    'registration',
    'server:location:m#1',
  ]);
  assert.ok(family.actor.getSnapshot().hasTag('open'));
});

void test('a change keeps those that stay, ends those that go, starts those that come', () => {
  const family = startReady();
  const alice = family.line('alice');
  const next = configured(
    softPort('p1'),
    user('alice', '200'),
    attached('alice', 'p1'),
    user('carol', '202'),
  );
  family.send({ type: 'gateway.configure', configuration: next });
  assert.equal(family.line('alice'), alice);
  assert.deepEqual(family.children(), [
    'line:alice#4',
    'line:carol#6',
    'port:p1#2',
    'registration',
  ]);
});

void test('a change is told to those whom it is about, and to nobody else', () => {
  const family = startFamily(configuration);
  family.send({ type: 'gateway.ready' });
  const [alice, bob] = [family.line('alice'), family.line('bob')];
  const before = [alice?.getSnapshot(), bob?.getSnapshot()];
  const users = configuration.users.map((one) =>
    one.name === 'bob' ? { ...one, pseudonym: 'robert' } : one,
  );
  family.send({ type: 'gateway.configure', configuration });
  family.send({ type: 'gateway.configure', configuration: { ...configuration, users } });
  assert.equal(alice?.getSnapshot(), before[0]);
  assert.notEqual(bob?.getSnapshot(), before[1]);
  assert.equal(bob?.getSnapshot().context.user.pseudonym, 'robert');
});

void test('a user taken away and made again is another line', () => {
  const family = startReady();
  const alice = family.line('alice');
  family.send({ type: 'gateway.configure', configuration: configured() });
  family.send({ type: 'gateway.configure', configuration });
  assert.notEqual(family.line('alice'), alice);
});

void test('what changes is told to those it concerns', () => {
  const family = startReady();
  family.did();
  family.clock.advance(1000);
  family.line('alice')?.getSnapshot().context.registration?.send({
    type: 'attempt.unreachable',
    attempt: 2,
    reason: 'x',
  });
  family.send({
    type: 'gateway.configure',
    configuration: configured(...household, attached('bob', 'p2')),
  });
  assert.deepEqual(family.did(), ['register alice', 'register bob']);
  family.line('alice')?.getSnapshot().context.registration?.send({
    type: 'attempt.unreachable',
    attempt: 3,
    reason: 'x',
  });
  family.clock.advance(1000);
  family.did();
  family.send({ type: 'lines.retry' });
  assert.deepEqual(family.did(), ['register alice']);
});

void test('stopping with nothing to wait for, it is gone at once', () => {
  const family = startFamily(configured(location('m', '192.0.2.1'), user('bob', '201')));
  family.send({ type: 'gateway.ready' });
  family.send({ type: 'gateway.drain' });
  assert.equal(family.state(), 'stopped');
  assert.deepEqual([family.children(), family.clock.pending()], [[], 0]);
  const early = startFamily(configuration);
  early.send({ type: 'gateway.drain' });
  assert.equal(early.state(), 'stopped');
});

void test('calls may end by themselves while it drains, but not for ever', () => {
  for (const isLast of [true, false]) {
    const family = startReady();
    family.calls.count = 2;
    family.send({ type: 'gateway.drain' });
    assert.equal(family.state(), 'draining');
    assert.equal(family.actor.getSnapshot().hasTag('open'), false);
    family.calls.count = 1;
    family.send({ type: 'call.ended' });
    assert.equal(family.state(), 'draining');
    if (isLast) family.calls.count = 0;
    if (isLast) family.send({ type: 'call.ended' });
    else family.clock.advance(30_000);
    // Alice's registrar has been silent all the while: nothing is bound by then.
    assert.equal(family.state(), isLast ? 'leaving' : 'stopped');
  }
});

void test('bindings are given back before it is gone; a silent registrar is not waited for', () => {
  const family = startReady();
  family.send({ type: 'gateway.drain' });
  assert.equal(family.state(), 'leaving');
  family.clock.advance(5999);
  assert.deepEqual(family.children(), [], 'the line has given up by itself');
  assert.equal(family.state(), 'stopped');
  assert.equal(family.clock.pending(), 0);
});

void test('what is configured while it leaves starts nobody', () => {
  for (const hasCalls of [true, false]) {
    const family = startReady();
    family.calls.count = hasCalls ? 1 : 0;
    family.send({ type: 'gateway.drain' });
    const before = family.children();
    family.send({
      type: 'gateway.configure',
      configuration: configured(...household, user('carol', '202')),
    });
    assert.deepEqual(family.children(), before);
  }
});
