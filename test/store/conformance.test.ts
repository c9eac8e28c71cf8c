/** One behaviour, two stores: the SQLite file and the one that simulations use. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Retention } from '../../src/store/limits.ts';
import { createMemoryStore, type MemoryStore } from '../support/memory-store.ts';
import { type Opened, testConformance } from './conformance.ts';
import { type DataDirectory, dataDirectory } from './directory.ts';
import { identity, revision } from './samples.ts';

testConformance('SQLite store', (context, retention) =>
  openedFile(dataDirectory(context), retention),
);

testConformance('memory store', async (_, retention) => openedMemory(createMemoryStore(retention)));

async function openedFile(directory: DataDirectory, retention: Retention): Promise<Opened> {
  const store = await directory.open({ retention });
  return {
    store,
    async reopen() {
      await store.close();
      return await openedFile(directory, retention);
    },
  };
}

function openedMemory(store: MemoryStore): Opened {
  return {
    store,
    async reopen() {
      await store.close();
      return openedMemory(store.reopen());
    },
  };
}

test('memory store: a failure that a test asks for changes nothing, and passes', async () => {
  const store = createMemoryStore();
  await store.saveIdentity(identity('al', 1));
  store.failWith('E-STORE-FULL');
  await assert.rejects(store.saveIdentity(identity('al', 2)), { code: 'E-STORE-FULL' });
  await assert.rejects(store.commitRevision(revision('{}')), { code: 'E-STORE-FULL' });
  assert.deepEqual(await store.identities(), [identity('al', 1)]);
  assert.equal(await store.latestRevision(), undefined);
  store.failWith(undefined);
  assert.equal(await store.commitRevision(revision('{}')), 1);
});
