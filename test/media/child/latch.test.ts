/** Whom a stream believes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Latch } from '../../../src/media/child/latch.ts';
import { SourceGuard } from '../../../src/media/child/source-guard.ts';

const signalled = { address: '192.0.2.1', port: 4000 };

test('the signalled source is believed at any time, and nobody else after it', () => {
  const latch = new Latch(signalled, 0);
  assert.ok(latch.admits('192.0.2.1', 4000, 60_000));
  assert.ok(!latch.admits('198.51.100.1', 4000, 60_001));
  assert.ok(!latch.admits('192.0.2.1', 4002, 60_001));
});

test('another source is learnt within three seconds, and is where packets go then', () => {
  const latch = new Latch(signalled, 0);
  assert.deepEqual(latch.target(), signalled);
  assert.ok(latch.admits('198.51.100.1', 9000, 2999));
  assert.deepEqual(latch.target(), { address: '198.51.100.1', port: 9000 });
  assert.ok(!latch.admits('198.51.100.2', 9000, 2999));
});

test('the signalled source takes over from a learnt one, but only within the window', () => {
  const early = new Latch(signalled, 0);
  early.admits('198.51.100.1', 9000, 1);
  assert.ok(early.admits('192.0.2.1', 4000, 2));
  assert.ok(!early.admits('198.51.100.1', 9000, 3));
  const late = new Latch(signalled, 0);
  late.admits('198.51.100.1', 9000, 1);
  assert.ok(!late.admits('192.0.2.1', 4000, 3001));
});

test('after the window only the signalled address is learnt, from whatever port', () => {
  const latch = new Latch(signalled, 0);
  assert.ok(!latch.admits('198.51.100.1', 9000, 3000));
  assert.ok(latch.admits('192.0.2.1', 9000, 3000));
  assert.ok(!latch.admits('192.0.2.1', 9001, 3001));
});

test('a source is settled when the window has closed', () => {
  const latch = new Latch(signalled, 0);
  latch.admits('192.0.2.1', 4000, 10);
  assert.equal(latch.settled(2999), undefined);
  assert.deepEqual(latch.settled(3000), signalled);
});

test('where packets went before is kept until something is heard', () => {
  const before = { address: '198.51.100.1', port: 9000 };
  const latch = new Latch(signalled, 0, before);
  assert.deepEqual(latch.target(), before);
  latch.admits('192.0.2.1', 4000, 1);
  assert.deepEqual(latch.target(), signalled);
});

test('an SSRC may change a few times, and after a silence; an intruder in between gets nowhere', () => {
  const guard = new SourceGuard();
  for (let ssrc = 0; ssrc <= 4; ssrc += 1) assert.ok(guard.admits(ssrc, 0));
  assert.ok(!guard.admits(5, 10));
  assert.ok(guard.admits(4, 20));
  assert.ok(!guard.admits(5, 1019));
  assert.ok(guard.admits(5, 1020));
  guard.forgive();
  assert.ok(guard.admits(6, 1021));
});
