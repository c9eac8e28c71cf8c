/** What every store does, whatever is behind the port. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Retention } from '../../src/store/limits.ts';
import type { Store } from '../../src/store/store.ts';
import { callRecord, event, identity, revision } from './samples.ts';

export interface Opened {
  readonly store: Store;
  /** Closes it and opens the same contents again. */
  reopen(): Promise<Opened>;
}

/** Opens an empty store that is gone when the test is over. */
export type OpenEmpty = (context: TestContext, retention: Retention) => Promise<Opened>;

const plenty: Retention = { revisionsMax: 200, callRecordsMax: 10_000, eventsMax: 100_000 };

function noted(id: string, to: string) {
  return { ...callRecord(id), to };
}

export function testConformance(kind: string, openEmpty: OpenEmpty): void {
  const storeTest = (name: string, body: (opened: Opened) => Promise<void>, retention = plenty) =>
    test(`${kind}: ${name}`, async (context) => await body(await openEmpty(context, retention)));

  storeTest('an empty store has nothing', async ({ store }) => {
    assert.equal(await store.latestRevision(), undefined);
    assert.equal(await store.revision(1), undefined);
    assert.deepEqual(await store.revisions(), []);
    assert.deepEqual(await store.identities(), []);
    assert.deepEqual(await store.callRecords(10), []);
    assert.deepEqual(await store.events({ limit: 10 }), []);
    assert.equal(await store.getState('a'), undefined);
    assert.deepEqual(await store.states(''), new Map());
  });

  storeTest(
    'revisions are numbered from 1, listed newest first, found by number',
    async (opened) => {
      const { store } = opened;
      assert.equal(await store.commitRevision(revision('{"a":1}')), 1);
      assert.equal(await store.commitRevision(revision('{"a":2}')), 2);
      const { at, author, summary } = revision('');
      assert.deepEqual(await store.latestRevision(), { number: 2, ...revision('{"a":2}') });
      assert.deepEqual(await store.revision(1), { number: 1, ...revision('{"a":1}') });
      assert.deepEqual(await store.revisions(), [
        { number: 2, at, author, summary },
        { number: 1, at, author, summary },
      ]);
      const { store: again } = await opened.reopen();
      assert.equal((await again.latestRevision())?.number, 2);
      assert.equal(await again.commitRevision(revision('{"a":3}')), 3);
    },
  );

  storeTest('a text may be written, or deleted, with a revision', async (opened) => {
    const { store } = opened;
    await store.commitRevision(revision('{"a":1}'), { key: 'trial', value: 'one' });
    assert.equal(await store.getState('trial'), 'one');
    await store.commitRevision(revision('{"a":2}'), { key: 'trial', value: 'two' });
    await store.commitRevision(revision('{"a":3}'));
    const { store: again } = await opened.reopen();
    assert.equal(await again.getState('trial'), 'two');
    const number = await again.commitRevision(revision('4'), { key: 'trial', value: undefined });
    assert.equal(number, 4);
    assert.equal(await again.getState('trial'), undefined);
  });

  storeTest(
    'the oldest revisions go, the newest never, and no number comes twice',
    async (opened) => {
      const { store } = opened;
      for (const number of [1, 2, 3, 4]) {
        assert.equal(await store.commitRevision(revision(String(number))), number);
      }
      assert.deepEqual(
        (await store.revisions()).map(({ number }) => number),
        [4],
      );
      const { store: again } = await opened.reopen();
      assert.equal((await again.latestRevision())?.document, '4');
      assert.equal(await again.commitRevision(revision('5')), 5);
    },
    { ...plenty, revisionsMax: 0 },
  );

  storeTest('an identity is saved, replaced, forgotten', async (opened) => {
    const { store } = opened;
    await Promise.all([
      store.saveIdentity(identity('bob', 7)),
      store.saveIdentity(identity('al', 3)),
    ]);
    await store.saveIdentity(identity('al', 100));
    assert.deepEqual(await store.identities(), [identity('al', 100), identity('bob', 7)]);
    await store.forgetIdentity('bob');
    await store.forgetIdentity('nobody');
    const { store: again } = await opened.reopen();
    assert.deepEqual(await again.identities(), [identity('al', 100)]);
  });

  storeTest(
    'a CSeq never goes back under one Call-ID, and may start anew under another',
    async (opened) => {
      const { store } = opened;
      await store.saveIdentity(identity('al', 200));
      await store.saveIdentity(identity('al', 100));
      assert.deepEqual(await store.identities(), [identity('al', 200)]);
      await store.saveIdentity(identity('al', 50, 'c2'));
      assert.deepEqual(await store.identities(), [identity('al', 50, 'c2')]);
    },
  );

  storeTest('call records come back as they went in, newest first', async (opened) => {
    const { store } = opened;
    await Promise.all(['1', '2', '3'].map((id) => store.appendCallRecord(callRecord(id))));
    assert.deepEqual(await store.callRecords(2), [callRecord('3'), callRecord('2')]);
    assert.deepEqual(await store.callRecords(0), []);
    const { store: again } = await opened.reopen();
    assert.deepEqual(await again.callRecords(9), ['3', '2', '1'].map(callRecord));
  });

  storeTest(
    'a call in progress is noted, noted again, and has one record in the end',
    async (opened) => {
      const { store } = opened;
      await Promise.all(['1', '2', '3'].map((id) => store.noteOpenCall(noted(id, 'first'))));
      await store.noteOpenCall(noted('1', 'again'));
      await store.appendCallRecord(callRecord('2'));
      assert.deepEqual(await store.callRecords(9), [callRecord('2')], 'open ones are none yet');
      const { store: again } = await opened.reopen();
      const left = [noted('1', 'again'), noted('3', 'first')];
      assert.deepEqual(await again.closeOpenCalls(), left);
      assert.deepEqual(await again.closeOpenCalls(), []);
      assert.deepEqual(await again.callRecords(9), [...left.reverse(), callRecord('2')]);
    },
  );

  storeTest(
    'only the newest call records are kept',
    async ({ store }) => {
      for (const id of ['1', '2', '3', '4', '5']) await store.appendCallRecord(callRecord(id));
      assert.deepEqual(await store.callRecords(9), ['5', '4', '3'].map(callRecord));
    },
    { ...plenty, callRecordsMax: 3 },
  );

  storeTest('events get rising numbers, in the order of the events', async (opened) => {
    const { store } = opened;
    assert.deepEqual(await store.appendEvents([event('a'), event('b', 'bob', 'error')]), [1, 2]);
    assert.deepEqual(await store.appendEvents([]), []);
    assert.deepEqual(await store.events({ limit: 9 }), [
      { number: 1, ...event('a') },
      { number: 2, ...event('b', 'bob', 'error') },
    ]);
    const { store: again } = await opened.reopen();
    assert.deepEqual(await again.appendEvents([event('c')]), [3]);
  });

  storeTest(
    'events are found by number, code and subject, always oldest first',
    async ({ store }) => {
      await store.appendEvents([
        event('up', 'alice'),
        event('up', 'bob'),
        event('lost', 'alice'),
        event('up', 'alice'),
      ]);
      const numbers = async (query: Parameters<Store['events']>[0]) =>
        (await store.events(query)).map(({ number }) => number);
      assert.deepEqual(await numbers({ limit: 2 }), [3, 4], 'the newest');
      assert.deepEqual(await numbers({ after: 1, limit: 2 }), [2, 3], 'the first behind');
      assert.deepEqual(await numbers({ after: 4, limit: 2 }), []);
      assert.deepEqual(await numbers({ code: 'up', limit: 9 }), [1, 2, 4]);
      assert.deepEqual(await numbers({ subject: 'alice', limit: 2 }), [3, 4]);
      assert.deepEqual(await numbers({ after: 1, code: 'up', subject: 'alice', limit: 9 }), [4]);
      assert.deepEqual(await numbers({ limit: 0 }), []);
    },
  );

  storeTest(
    'only the newest events are kept, and their numbers are not used again',
    async (opened) => {
      await opened.store.appendEvents([event('a'), event('b'), event('c')]);
      const { store } = await opened.reopen();
      assert.deepEqual(await store.appendEvents([event('d'), event('e')]), [4, 5]);
      assert.deepEqual(
        (await store.events({ after: 0, limit: 9 })).map(({ number, code }) => [number, code]),
        [
          [4, 'd'],
          [5, 'e'],
        ],
      );
    },
    { ...plenty, eventsMax: 2 },
  );

  storeTest('a state is put, replaced, listed by prefix, deleted', async (opened) => {
    const { store } = opened;
    await store.putState('snmp/boots', '1');
    await store.putState('snmp/boots', '2');
    await store.putState('cwmp/b_%*', 'x');
    await store.putState('cwmp/a', '');
    await store.putState('cwnq', 'other');
    const { store: again } = await opened.reopen();
    assert.equal(await again.getState('snmp/boots'), '2');
    assert.equal(await again.getState('cwmp/a'), '');
    assert.deepEqual(
      [...(await again.states('cwmp/'))],
      [
        ['cwmp/a', ''],
        ['cwmp/b_%*', 'x'],
      ],
    );
    await again.deleteState('cwmp/a');
    await again.deleteState('cwmp/never');
    assert.deepEqual([...(await again.states('cwmp/')).keys()], ['cwmp/b_%*']);
    assert.equal((await again.states('')).size, 3);
  });

  storeTest('a secret opens in its own place only', async ({ store }) => {
    const sealed = store.seal('swordfish', 'users/alice/password');
    assert.ok(!sealed.includes('swordfish'));
    assert.equal(store.unseal(sealed, 'users/alice/password'), 'swordfish');
    assert.throws(() => store.unseal(sealed, 'users/bob/password'), { code: 'E-SECRET-SEALED' });
  });

  storeTest(
    'what is waiting at the close is kept; afterwards everything rejects',
    async (opened) => {
      const waiting = opened.store.putState('a', '1');
      const { store } = await opened.reopen();
      await waiting;
      assert.equal(await store.getState('a'), '1');
      await store.close();
      await store.close();
      await assert.rejects(store.putState('a', '2'), { code: 'E-STORE-FAILED' });
      await assert.rejects(store.getState('a'), { code: 'E-STORE-FAILED' });
      await assert.rejects(store.commitRevision(revision('')), { code: 'E-STORE-FAILED' });
    },
  );
}
