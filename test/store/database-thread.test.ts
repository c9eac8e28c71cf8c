/**
 * The database thread watched from outside: what is pending when it dies, and when it comes back.
 */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { DatabaseThread } from '../../src/store/database-thread.ts';
import type { ThreadRequest } from '../../src/store/thread-protocol.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** A thread that does nothing but note what it is told. */
class StillThread extends EventEmitter {
  readonly heard: ThreadRequest[] = [];

  postMessage(request: ThreadRequest): void {
    this.heard.push(request);
  }

  opens(): void {
    this.emit('message', { type: 'opened' });
  }

  answers(id: number): void {
    this.emit('message', { type: 'done', id, rows: [[{ id }]] });
  }

  dies(why?: string): void {
    if (why !== undefined) this.emit('error', new Error(why));
    this.emit('exit', 1);
  }
}

async function startWatched(mayStart = () => true) {
  const threads: StillThread[] = [];
  const faults: string[] = [];
  const clock = new ManualClock();
  const start = () => {
    if (!mayStart()) throw new Error('no thread can be had');
    const thread = new StillThread();
    threads.push(thread);
    return thread;
  };
  const database = new DatabaseThread({ start, clock, onFault: (text) => faults.push(text) });
  const opening = database.open();
  latest().opens();
  await opening;
  function latest(): StillThread {
    const thread = threads.at(-1);
    if (!thread) throw new Error('no thread was started');
    return thread;
  }
  return { database, clock, faults, threads, latest };
}

const statements = [{ sql: 'x', values: [] }];

test('answers find their questions in any order', async () => {
  const { database, latest } = await startWatched();
  const first = database.ask('read', statements);
  const second = database.ask('write', statements);
  latest().answers(2);
  latest().answers(1);
  assert.deepEqual(await Promise.all([first, second]), [[[{ id: 1 }]], [[{ id: 2 }]]]);
});

test('a file that does not open is told with its code, and not tried again', async () => {
  const clock = new ManualClock();
  const thread = new StillThread();
  const database = new DatabaseThread({ start: () => thread, clock, onFault: assert.fail });
  const opening = database.open();
  thread.emit('message', { type: 'refused', code: 'E-STORE-NEWER', message: 'too new' });
  thread.emit('exit', 0);
  await assert.rejects(opening, { code: 'E-STORE-NEWER', message: 'too new' });
  assert.equal(clock.pending(), 0);
});

test('a thread that dies rejects what is pending and starts again after a wait', async () => {
  const { database, clock, faults, threads, latest } = await startWatched();
  const pending = [database.ask('read', statements), database.ask('write', statements)];
  latest().dies('out of memory');
  for (const one of pending) {
    await assert.rejects(one, { code: 'E-STORE-FAILED', message: /out of memory/ });
  }
  await assert.rejects(database.ask('read', statements), { message: /starting again/ });
  assert.match(faults[0] ?? '', /out of memory; it starts again in 200 ms/);
  clock.advance(199);
  assert.equal(threads.length, 1);
  clock.advance(1);
  assert.equal(threads.length, 2);
  const asked = database.ask('read', statements);
  latest().opens();
  latest().answers(3);
  assert.deepEqual(await asked, [[{ id: 3 }]]);
});

test('a thread that keeps dying is started ever more seldom, opened or not', async () => {
  const { clock, threads, latest } = await startWatched();
  const waits: number[] = [];
  for (let crash = 0; crash < 7; crash += 1) {
    if (crash % 2 === 0) latest().opens();
    else latest().emit('message', { type: 'refused', code: 'E-STORE-FULL', message: 'no room' });
    latest().dies();
    const before = clock.now();
    const count = threads.length;
    while (threads.length === count) clock.advance(100);
    waits.push(clock.now() - before);
  }
  assert.deepEqual(waits, [200, 400, 800, 1_600, 3_200, 30_000, 400]);
});

test('a system that has no thread to give is asked again', async () => {
  let hasThreads = true;
  const { clock, faults, threads, latest } = await startWatched(() => hasThreads);
  hasThreads = false;
  latest().dies();
  clock.advance(200);
  assert.match(faults.at(-1) ?? '', /no thread can be had; .* in 400 ms/);
  hasThreads = true;
  clock.advance(400);
  assert.equal(threads.length, 2);
});

test('what cannot be sent is refused', async () => {
  const { database, latest } = await startWatched();
  latest().postMessage = () => {
    throw new Error('could not be cloned');
  };
  await assert.rejects(database.ask('read', statements), /could not be cloned/);
});

test('closing ends the thread once and starts no other', async () => {
  const { database, clock, threads, latest } = await startWatched();
  const closing = [database.close(), database.close()];
  assert.deepEqual(latest().heard, [{ type: 'close' }]);
  latest().emit('exit', 0);
  await Promise.all(closing);
  await assert.rejects(database.ask('read', statements), { code: 'E-STORE-FAILED' });
  clock.advance(3_600_000);
  assert.equal(threads.length, 1);
});

test('closing while the thread is down needs no thread', async () => {
  const { database, clock, threads, latest } = await startWatched();
  latest().dies();
  await database.close();
  assert.equal(clock.pending(), 0);
  assert.equal(threads.length, 1);
});
