/** What a drill shows, told by events. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DrillWatch } from '../../src/domain/drill-watch.ts';
import type { Happening } from '../../src/domain/event.ts';

type Heard = Parameters<DrillWatch['hear']>[0];

function startWatch() {
  let nowMs = 0;
  const lines = new Set(['alice', 'bob']);
  const watch = new DrillWatch('east', lines, lines, () => nowMs);
  return {
    watch,
    hear: (atMs: number, heard: Heard) => {
      nowMs = atMs;
      watch.hear(heard);
    },
  };
}

function registration(code: string, name: string, server: string | null): Heard {
  return { code, subject: { kind: 'user', name }, facts: { server } };
}

function call(facts: Happening['facts'], code = 'call.ended'): Heard {
  return { code, subject: { kind: 'call', name: '1' }, facts };
}

void test('noticed is the first doubt, moved and returned are the last lines to do so', () => {
  const { watch, hear } = startWatch();
  const server = { kind: 'locationServer', name: 'east' } as const;
  hear(4000, { code: 'server.suspect', subject: server, facts: {} });
  hear(5000, { code: 'server.down', subject: server, facts: {} });
  hear(8000, registration('registration.moved', 'alice', 'west'));
  hear(9000, registration('registration.moved', 'bob', 'west'));
  assert.ok(watch.isFelt() && !watch.isRestored());
  hear(70_000, registration('registration.moved', 'bob', 'east'));
  assert.ok(!watch.isRestored());
  hear(71_000, registration('registration.moved', 'alice', 'east'));
  assert.ok(watch.isRestored());
  const { noticedMs, movedMs, returnedMs, linesMoved, linesReturned } = watch.figures();
  assert.deepEqual([noticedMs, movedMs, returnedMs], [4000, 9000, 71_000]);
  assert.deepEqual([linesMoved, linesReturned], [2, 2]);
});

void test('a line that was without any server for a while has come back, but never moved', () => {
  const { watch, hear } = startWatch();
  hear(9000, registration('registration.lost', 'alice', 'east'));
  assert.ok(!watch.isRestored());
  hear(70_000, registration('registration.up', 'alice', 'east'));
  const { movedMs, linesMoved, linesReturned } = watch.figures();
  assert.deepEqual([movedMs, linesMoved, linesReturned], [null, 0, 1]);
});

void test('a line that leaves once more has not come back', () => {
  const { watch, hear } = startWatch();
  hear(1, registration('registration.moved', 'alice', 'west'));
  hear(2, registration('registration.moved', 'alice', 'east'));
  hear(3, registration('registration.moved', 'alice', 'west'));
  assert.ok(!watch.isRestored());
});

void test('other servers, other lines and lines that only register are no part of it', () => {
  const { watch, hear } = startWatch();
  hear(1, { code: 'server.down', subject: { kind: 'proxyServer', name: 'west' }, facts: {} });
  hear(2, registration('registration.moved', 'carol', 'west'));
  hear(3, registration('registration.up', 'alice', 'east'));
  assert.ok(!watch.isFelt());
  assert.equal(watch.figures().noticedMs, null);
});

for (const [what, facts, counted, lost] of [
  ['a good call', { from: 'alice', route: 'proxies', verdict: 'success' }, 1, 0],
  ['a busy callee', { from: 'alice', route: 'proxies', verdict: 'clientError' }, 1, 0],
  ['no server', { from: 'alice', route: 'proxies', verdict: 'upstreamError' }, 1, 1],
  ['a call to the line', { from: '555', route: 'user bob', verdict: 'upstreamError' }, 1, 1],
  ['a forwarded call', { from: '555', route: 'user bob > proxies', verdict: 'success' }, 1, 0],
  [
    'an operator’s release',
    { from: 'alice', route: 'proxies', verdict: 'serverError', cause: 'released' },
    1,
    0,
  ],
  ['somebody else’s call', { from: 'carol', route: 'user bobby', verdict: 'serverError' }, 0, 0],
] as const) {
  void test(`${what} counts ${counted}, lost ${lost}`, () => {
    const { watch, hear } = startWatch();
    hear(1, call(facts));
    const { calls, callsLost } = watch.figures();
    assert.deepEqual([calls, callsLost], [counted, lost]);
  });
}
