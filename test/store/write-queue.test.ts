/** Writes in groups: one transaction at a time, everyone told what became of their own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../../src/domain/refusal.ts';
import type { Row, Statement } from '../../src/store/thread-protocol.ts';
import { WriteQueue } from '../../src/store/write-queue.ts';

interface Transaction {
  readonly names: readonly string[];
  succeed(): void;
  fail(): void;
}

function statement(sql: string): Statement {
  return { sql, values: [] };
}

/** A queue whose transactions end when the test says so. */
function startQueue() {
  const transactions: Transaction[] = [];
  const queue = new WriteQueue((statements) => {
    const { promise, resolve, reject } = Promise.withResolvers<readonly (readonly Row[])[]>();
    transactions.push({
      names: statements.map(({ sql }) => sql),
      succeed: () => resolve(statements.map(({ sql }) => [{ sql }])),
      fail: () => reject(new Refusal('E-STORE-FULL', 'no room')),
    });
    return promise;
  });
  return { queue, transactions };
}

/** Lets every promise that can go on do so. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test('the writes of one tick share a transaction, each gets its own rows', async () => {
  const { queue, transactions } = startQueue();
  const first = queue.push([statement('a'), statement('b')]);
  const second = queue.push([statement('c')]);
  await settled();
  assert.deepEqual(
    transactions.map(({ names }) => names),
    [['a', 'b', 'c']],
  );
  transactions[0]?.succeed();
  assert.deepEqual(await first, [[{ sql: 'a' }], [{ sql: 'b' }]]);
  assert.deepEqual(await second, [[{ sql: 'c' }]]);
});

test('what comes while a transaction commits waits and goes together in the next', async () => {
  const { queue, transactions } = startQueue();
  const all = [queue.push([statement('a')])];
  await settled();
  for (const name of ['b', 'c', 'd']) {
    all.push(queue.push([statement(name)]));
    await settled();
  }
  assert.equal(transactions.length, 1);
  transactions[0]?.succeed();
  await settled();
  assert.deepEqual(transactions[1]?.names, ['b', 'c', 'd']);
  transactions[1]?.succeed();
  await Promise.all(all);
});

test('a failure rejects the callers of its group and nobody else', async () => {
  const { queue, transactions } = startQueue();
  const lost = [queue.push([statement('a')]), queue.push([statement('b')])];
  await settled();
  const kept = queue.push([statement('c')]);
  transactions[0]?.fail();
  for (const { status } of await Promise.allSettled(lost)) assert.equal(status, 'rejected');
  await assert.rejects(lost[1] ?? kept, { code: 'E-STORE-FULL' });
  await settled();
  transactions[1]?.succeed();
  assert.deepEqual(await kept, [[{ sql: 'c' }]]);
});

test('a write that goes alone shares nothing, and the order is kept', async () => {
  const { queue, transactions } = startQueue();
  const all = [
    queue.push([statement('a')]),
    queue.push([statement('R')], true),
    queue.push([statement('S')], true),
    queue.push([statement('b')]),
    queue.push([statement('c')]),
  ];
  for (let index = 0; index < 4; index += 1) {
    await settled();
    transactions[index]?.succeed();
  }
  await Promise.all(all);
  assert.deepEqual(
    transactions.map(({ names }) => names.join('')),
    ['a', 'R', 'S', 'bc'],
  );
});

test('a group has a limit, and so has the queue', async () => {
  const { queue, transactions } = startQueue();
  const all = Array.from({ length: 50_000 }, () => queue.push([statement('a')]));
  await assert.rejects(queue.push([statement('one too many')]), {
    code: 'E-STORE-FAILED',
    message: /50000 writes wait already/,
  });
  for (let index = 0; index < 50; index += 1) {
    await settled();
    assert.equal(transactions[index]?.names.length, 1_000);
    transactions[index]?.succeed();
  }
  await Promise.all(all);
});

test('closing takes no more and resolves when the last one is through', async () => {
  const { queue, transactions } = startQueue();
  const last = queue.push([statement('a')]);
  let isClosed = false;
  const closing = queue.close().then(() => {
    isClosed = true;
  });
  await assert.rejects(queue.push([statement('b')]), { code: 'E-STORE-FAILED' });
  await settled();
  assert.equal(isClosed, false);
  transactions[0]?.succeed();
  await Promise.all([last, closing]);
});
