/** A directory that has gone or been replaced keeps nothing: writes say so. */
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { test } from 'node:test';
import { dataDirectory } from './directory.ts';
import { event, revision } from './samples.ts';

const gone = { name: 'Refusal', code: 'E-STORE-DIRECTORY' };

test('a directory that is removed: writes are refused, reads go on, the store closes', async (t) => {
  const directory = dataDirectory(t);
  const store = await directory.open();
  await store.commitRevision(revision('{"a":1}'));
  rmSync(directory.path, { recursive: true });
  await assert.rejects(store.commitRevision(revision('{"a":2}')), gone);
  await assert.rejects(store.appendEvents([event('up')]), gone);
  assert.equal((await store.latestRevision())?.document, '{"a":1}');
  await store.close();
  mkdirSync(directory.path);
});

test('a directory that is moved away: writes are refused until it is back', async (t) => {
  const directory = dataDirectory(t);
  const store = await directory.open();
  const elsewhere = `${directory.path}-moved`;
  renameSync(directory.path, elsewhere);
  await assert.rejects(store.commitRevision(revision('{"a":1}')), gone);
  renameSync(elsewhere, directory.path);
  assert.equal(await store.commitRevision(revision('{"a":1}')), 1);
});
