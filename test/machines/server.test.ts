/**
 * The chart of a server: what answers, silence and refusals make of its health, and when it is
 * probed.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answered, closed, settings, silent, startServer } from './start-server.ts';

void test('a server is up with its first answer', () => {
  const server = startServer();
  assert.equal(server.health(), 'unknown');
  server.send(answered);
  assert.equal(server.health(), 'up');
  assert.deepEqual(server.did(), ['unknown', 'up']);
});

void test('one silence makes it suspect, three in a row down', () => {
  const server = startServer();
  server.send(answered, silent);
  assert.equal(server.health(), 'suspect');
  server.send(silent);
  assert.equal(server.health(), 'suspect');
  server.send(silent);
  assert.equal(server.health(), 'down');
  assert.equal(server.reason(), 'no answer');
});

void test('an answer between silences begins the count anew', () => {
  const server = startServer();
  server.send(answered, silent, silent, answered, silent, silent);
  assert.equal(server.health(), 'suspect');
  server.send(silent);
  assert.equal(server.health(), 'down');
});

void test('a closed port takes it down at once, wherever it was', () => {
  for (const events of [[], [answered], [answered, silent]]) {
    const server = startServer();
    server.send(...events, closed);
    assert.equal(server.health(), 'down');
    assert.equal(server.reason(), 'port unreachable');
  }
});

void test('three answers in a row bring it back, and a relapse between starts again', () => {
  const server = startServer();
  server.send(closed, answered);
  assert.equal(server.health(), 'suspect');
  server.send(answered);
  assert.equal(server.health(), 'suspect');
  server.send(answered);
  assert.equal(server.health(), 'up');
  server.send(closed, answered, answered, closed, answered, answered);
  assert.equal(server.health(), 'suspect', 'no flapping');
});

void test('where one answer is enough, one is enough', () => {
  const server = startServer({ successesNeeded: 1 });
  server.send(closed, answered);
  assert.equal(server.health(), 'up');
});

void test('503 with Retry-After: left alone that long, then doubted', () => {
  const server = startServer();
  server.send(answered, { type: 'server.overloaded', forMs: 120_000 });
  assert.equal(server.health(), 'quarantined');
  server.send(answered, silent, closed);
  server.clock.advance(60_000);
  assert.equal(server.health(), 'quarantined', 'whatever others tell');
  server.send({ type: 'server.overloaded', forMs: 90_000 });
  server.clock.advance(89_999);
  assert.equal(server.health(), 'quarantined', 'it has asked again');
  server.clock.advance(1);
  assert.equal(server.health(), 'suspect');
  assert.ok(!server.did().some((text) => text.startsWith('probe')));
});

void test('a doubted server is probed every 30 s ± 20 %, one that is up only when asked for', () => {
  const up = startServer();
  up.send(answered);
  up.clock.advance(200_000);
  assert.ok(!up.did().some((text) => text.startsWith('probe')));
  for (const [chance, seconds] of [
    [0, 24],
    [0.5, 30],
  ] as const) {
    for (const events of [[silent], [closed]]) {
      const server = startServer({}, chance);
      server.send(...events);
      server.clock.advance(2 * seconds * 1000);
      const probes = server.did().filter((text) => text.startsWith('probe'));
      assert.deepEqual(probes, [`probe at ${seconds}`, `probe at ${2 * seconds}`]);
    }
  }
});

void test('a master that lines may return to is probed while it is up, from the next time on', () => {
  const server = startServer();
  server.send(answered);
  server.did();
  server.send({ type: 'server.configure', settings: { ...settings, isAlwaysProbed: true } });
  server.clock.advance(60_000);
  assert.deepEqual(server.did(), ['probe at 30', 'up', 'probe at 60', 'up']);
});

void test('a server that is switched off is asked nothing and knows nothing when it is on again', () => {
  const off = { type: 'server.configure', settings: { ...settings, isEnabled: false } } as const;
  for (const events of [[], [answered], [silent], [closed]]) {
    const server = startServer();
    server.send(...events, off, answered, closed);
    assert.equal(server.health(), 'disabled');
    assert.equal(server.clock.pending(), 0);
    server.send({ type: 'server.configure', settings });
    assert.equal(server.health(), 'unknown');
    server.send(silent, silent);
    assert.equal(server.health(), 'suspect', 'the counts begin anew');
  }
  assert.equal(startServer({ isEnabled: false }).health(), 'disabled');
});

void test('nothing is known of a server that is somewhere else by now, not even that it asked to be left alone', () => {
  for (const events of [
    [answered],
    [closed],
    [{ type: 'server.overloaded', forMs: 9e5 } as const],
  ]) {
    const server = startServer();
    server.send(...events, { type: 'server.configure', settings });
    assert.notEqual(server.health(), 'unknown', 'a change of something else');
    server.send({ type: 'server.configure', settings: { ...settings, place: '192.0.2.2' } });
    assert.equal(server.health(), 'unknown');
    assert.equal(server.did().at(-1), 'unknown');
  }
});

void test('it stops when told and fails when a port of it fails', () => {
  for (const [event, value, reason] of [
    [{ type: 'server.stop' }, 'stopped', 'normal'],
    [{ type: 'fault', message: 'x' }, 'failed', 'fault'],
  ] as const) {
    const server = startServer();
    server.send(silent, event);
    assert.equal(server.health(), value);
    assert.equal(server.actor.getSnapshot().output?.reason, reason);
    assert.equal(server.clock.pending(), 0);
  }
});
