/** The event log: numbers, order, what wire text cannot do, what a failing store cannot lose. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventCodes } from '../../src/management/event-codes.ts';
import { openEventLog } from '../../src/management/event-log.ts';
import type { Happening, LoggedEvent } from '../../src/management/events.ts';
import { explain } from '../../src/management/explain.ts';
import { memoryEvents } from '../support/memory-events.ts';

function happening(text: string, code = 'server.down', name = 'edge1'): Happening {
  return { code, subject: { kind: 'locationServer', name }, text, facts: {} };
}

async function startLog(store = memoryEvents()) {
  const lines: (readonly [string, string])[] = [];
  const say = (level: string) => (_fields: object, message: string) =>
    void lines.push([level, message]);
  const log = { info: say('info'), warn: say('warn'), error: say('error') };
  const events = await openEventLog({ store, wallClock: () => 1_700_000_000_000, log });
  return { events, store, lines };
}

void test('events are numbered from one, carry their time and the severity of their code', async () => {
  const { events, store } = await startLog();
  events.report(happening('edge1 cannot be reached'));
  events.report(happening('edge1 answers', 'server.up'));
  const all = await events.query({ limit: 10 });
  assert.deepEqual(
    all.map(({ number, at, severity }) => [number, at, severity]),
    [
      [1, '2023-11-14T22:13:20.000Z', 'error'],
      [2, '2023-11-14T22:13:20.000Z', 'info'],
    ],
  );
  assert.deepEqual(store.kept, all);
});

void test('numbers go on after a restart', async () => {
  const { store, events } = await startLog();
  events.report(happening('one'));
  await events.query({ limit: 1 });
  const { events: later } = await startLog(memoryEvents(store.kept));
  later.report(happening('two'));
  assert.deepEqual(
    (await later.query({ limit: 10 })).map(({ number, text }) => [number, text]),
    [
      [1, 'one'],
      [2, 'two'],
    ],
  );
});

void test('a query narrows by number, code and subject, and gives the newest', async () => {
  const { events } = await startLog();
  for (const name of ['a', 'b', 'a', 'b'])
    events.report(happening(`to ${name}`, 'server.up', name));
  const numbers = async (query: Parameters<typeof events.query>[0]) =>
    (await events.query(query)).map(({ number }) => number);
  assert.deepEqual(await numbers({ limit: 2 }), [3, 4]);
  assert.deepEqual(await numbers({ limit: 9, after: 3 }), [4]);
  assert.deepEqual(await numbers({ limit: 9, subject: 'a' }), [1, 3]);
  assert.deepEqual(await numbers({ limit: 9, code: 'server.down' }), []);
});

void test('a subscriber hears each event once, in order, until it stops', async () => {
  const { events } = await startLog();
  const heard: number[] = [];
  const stop = events.subscribe((event: LoggedEvent) => void heard.push(event.number));
  events.report(happening('one'));
  events.report(happening('two'));
  stop();
  events.report(happening('three'));
  assert.deepEqual(heard, [1, 2]);
});

void test('a subscriber that throws neither stops the others nor the log', async () => {
  const { events, lines } = await startLog();
  const heard: number[] = [];
  events.subscribe(() => {
    throw new Error('broken');
  });
  events.subscribe(({ number }) => void heard.push(number));
  events.report(happening('one'));
  assert.deepEqual(heard, [1]);
  assert.ok(lines.some(([level, text]) => level === 'error' && /listener/.test(text)));
});

void test('escapes, line ends and bidirectional marks of the wire are shown, not obeyed', async () => {
  const { events, lines } = await startLog();
  const hostile = '\u001b]0;owned\u0007 \r\nfake line \u202e\u2028\u009b31m';
  events.report({
    code: 'call.failed',
    subject: { kind: 'call', name: hostile },
    text: hostile,
    facts: { reason: hostile, status: 486 },
  });
  const all = JSON.stringify([await events.query({ limit: 1 }), lines]);
  assert.doesNotMatch(all, /\\u00|\\r|\\n|\u202e|\u2028|\u009b/);
  assert.match(all, /\\x1b\]0;owned\\\\x07/);
});

void test('pages behind a number leave nothing out, stored or not yet', async () => {
  const { events, store } = await startLog();
  for (const text of ['one', 'two', 'three']) events.report(happening(text));
  await events.query({ limit: 1 });
  store.failure = new Error('disk full');
  events.report(happening('four'));
  const page = async (after: number) =>
    (await events.query({ after, limit: 2 })).map(({ number }) => number);
  assert.deepEqual([await page(0), await page(2), await page(4)], [[1, 2], [3, 4], []]);
  assert.deepEqual(
    (await events.query({ limit: 2 })).map(({ number }) => number),
    [3, 4],
  );
});

void test('what a full disk refuses is kept, found by queries, and stored when there is room', async () => {
  const { events, store } = await startLog();
  store.failure = new Error('disk full');
  events.report(happening('one'));
  events.report(happening('two'));
  assert.deepEqual(
    (await events.query({ limit: 5 })).map(({ number }) => number),
    [1, 2],
  );
  assert.equal(store.kept.length, 0);
  store.failure = undefined;
  events.report(happening('three'));
  assert.deepEqual(
    (await events.query({ limit: 5 })).map(({ number }) => number),
    [1, 2, 3],
  );
  assert.deepEqual(
    store.kept.map(({ number }) => number),
    [1, 2, 3],
  );
});

void test('every code is explained; an unknown one is refused', () => {
  for (const code of Object.keys(eventCodes)) {
    const { meaning, causes, action } = explain(code);
    assert.ok(meaning && causes && action, code);
  }
  assert.match(explain('e-entry-limit').meaning, /entries|users/);
  assert.throws(() => explain('server.\u001bup'), {
    code: 'E-NOT-FOUND',
    message: /"server\.\?up"/,
  });
});
