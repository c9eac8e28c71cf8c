/** No room: a change is refused, nothing is lost, and it goes on when there is room again. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { findProgram } from '../support/child.ts';
import { type DataDirectory, dataDirectory } from './directory.ts';
import { callRecord, event, identity, revision } from './samples.ts';

const large = revision(JSON.stringify({ filler: 'x'.repeat(40_000) }));
const full = { name: 'Refusal', code: 'E-STORE-FULL' };

test('a file that may not grow refuses what does not fit, whole groups and nothing else', async (t) => {
  const store = await dataDirectory(t).open({ pagesMax: 30 });
  await store.commitRevision(revision('{"a":1}'));
  await store.saveIdentity(identity('al', 1));
  await assert.rejects(store.commitRevision({ ...large, document: 'x'.repeat(200_000) }), full);
  const together = [
    store.saveIdentity(identity('al', 2)),
    store.putState('snmp/boots', 'x'.repeat(200_000)),
    store.appendEvents([event('up')]),
  ];
  for (const one of together) await assert.rejects(one, full);
  assert.equal((await store.latestRevision())?.document, '{"a":1}');
  assert.deepEqual(await store.identities(), [identity('al', 1)]);
  assert.deepEqual(await store.events({ limit: 9 }), []);
  await store.saveIdentity(identity('al', 3));
  assert.deepEqual(await store.appendEvents([event('up')]), [1]);
  assert.equal(await store.commitRevision(revision('{"a":2}')), 2);
});

/** A data directory on a disk of 1 MiB, if this system lets us have one. */
function smallDisk(t: TestContext): DataDirectory | undefined {
  const directory = dataDirectory(t);
  const { path } = directory;
  const [mount, unmount] = [findProgram('mount'), findProgram('umount')];
  const options = ['-t', 'tmpfs', '-o', 'size=1m,mode=0700', 'tmpfs', path];
  if (!mount || !unmount || spawnSync(mount, options).status !== 0) {
    t.skip('a tmpfs cannot be mounted here');
    return undefined;
  }
  directory.beforeRemoval(() => assert.equal(spawnSync(unmount, [path]).status, 0));
  return directory;
}

function fillUp({ path }: DataDirectory): void {
  const file = join(path, 'filler');
  writeFileSync(file, '');
  for (const bytes of [65_536, 4_096]) {
    assert.throws(
      () => {
        for (;;) appendFileSync(file, Buffer.alloc(bytes));
      },
      { code: 'ENOSPC' },
    );
  }
}

function makeRoom({ path }: DataDirectory): void {
  rmSync(join(path, 'filler'));
}

test('a full disk refuses writes, still starts, and takes writes again when there is room', async (t) => {
  const disk = smallDisk(t);
  if (!disk) return;
  const first = await disk.open();
  await first.commitRevision(revision('{"a":1}'));
  fillUp(disk);
  for (const what of ['first', 'second']) {
    await assert.rejects(first.commitRevision(large), full, what);
    await assert.rejects(first.appendEvents([event('x'.repeat(9_000))]), full, what);
  }
  assert.equal((await first.latestRevision())?.document, '{"a":1}');
  assert.match(first.trouble?.() ?? '', /no room is left/);
  makeRoom(disk);
  assert.equal(await first.commitRevision(large), 2);
  assert.equal(first.trouble?.(), undefined);
  await first.close();

  fillUp(disk);
  const second = await disk.open();
  assert.equal((await second.latestRevision())?.number, 2);
  await assert.rejects(second.commitRevision(large), full);
  makeRoom(disk);
  assert.equal(await second.commitRevision(large), 3);
  await second.appendCallRecord(callRecord('1'));
  assert.deepEqual(await second.callRecords(1), [callRecord('1')]);
});

test('a first start on a full disk is refused, and works when there is room', async (t) => {
  const disk = smallDisk(t);
  if (!disk) return;
  fillUp(disk);
  await assert.rejects(disk.open(), full);
  makeRoom(disk);
  assert.equal(await (await disk.open()).commitRevision(revision('{}')), 1);
});
