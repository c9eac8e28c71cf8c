/** A real database thread that dies: nothing acknowledged is lost, and the store comes back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { startWorker } from '../../src/store/open-store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { dataDirectory } from './directory.ts';
import { identity, revision } from './samples.ts';

test('a thread that dies fails what is under way, then the store goes on', async (t) => {
  const directory = dataDirectory(t);
  const clock = new ManualClock();
  const faults: string[] = [];
  const workers: Worker[] = [];
  const store = await directory.open({
    clock,
    onFault: (message) => faults.push(message),
    startThread(options) {
      const worker = startWorker(options);
      workers.push(worker);
      return worker;
    },
  });
  await store.commitRevision(revision('{"a":1}'));
  const underWay = [store.saveIdentity(identity('al', 1)), store.latestRevision()];
  const ended = workers[0]?.terminate();
  for (const { status } of await Promise.allSettled(underWay)) {
    assert.match(status, /rejected|fulfilled/);
  }
  await ended;
  await assert.rejects(store.commitRevision(revision('{"a":2}')), { code: 'E-STORE-FAILED' });
  await assert.rejects(directory.open(), { code: 'E-STORE-LOCKED' }, 'the directory stays ours');
  assert.equal(faults.length, 1);
  clock.advance(200);
  assert.equal(workers.length, 2);
  assert.equal((await store.latestRevision())?.document, '{"a":1}');
  assert.equal(await store.commitRevision(revision('{"a":2}')), 2);
  await store.close();
  assert.equal(clock.pending(), 0);
});
