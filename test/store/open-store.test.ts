/** Opening a data directory: who may, what must be there, what others may see. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openStore } from '../../src/store/open-store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { dataDirectory } from './directory.ts';
import { callRecord, identity, revision } from './samples.ts';

const clock = new ManualClock();

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

test('a directory that does not exist is made, closed to others, with the files in it', async (t) => {
  const path = join(dataDirectory(t).path, 'deep', 'er');
  const store = await openStore(path, { clock });
  t.after(() => store.close());
  await store.commitRevision(revision('{}'));
  assert.equal(modeOf(path), 0o700);
  const files = readdirSync(path).sort();
  assert.deepEqual(files, [
    'key',
    'lock',
    'offhook.sqlite',
    'offhook.sqlite-shm',
    'offhook.sqlite-wal',
  ]);
  for (const file of files) assert.equal(modeOf(join(path, file)), 0o600, file);
  assert.equal(readFileSync(join(path, 'key')).length, 32);
});

test('what others could read in a directory of ours is closed to them', async (t) => {
  const directory = dataDirectory(t);
  await (await directory.open()).close();
  const names = ['', 'key', 'offhook.sqlite'];
  for (const name of names) chmodSync(join(directory.path, name), name === '' ? 0o755 : 0o644);
  await (await directory.open()).close();
  assert.deepEqual(
    names.map((name) => modeOf(join(directory.path, name))),
    [0o700, 0o600, 0o600],
  );
});

test('an empty directory is made ours; a foreign one is left alone, or refused', async (t) => {
  const { path } = dataDirectory(t);
  chmodSync(path, 0o777);
  await (await openStore(path, { clock })).close();
  assert.equal(modeOf(path), 0o700);
  const foreign = join(path, 'foreign');
  mkdirSync(foreign);
  writeFileSync(join(foreign, 'letter.txt'), '');
  chmodSync(foreign, 0o777);
  await assert.rejects(openStore(foreign, { clock }), { code: 'E-STORE-DIRECTORY' });
  assert.deepEqual(readdirSync(foreign), ['letter.txt']);
  chmodSync(foreign, 0o755);
  await (await openStore(foreign, { clock })).close();
  assert.equal(modeOf(foreign), 0o755);
});

test('a place where no directory can be is refused', async (t) => {
  const { path } = dataDirectory(t);
  writeFileSync(join(path, 'file'), '');
  await assert.rejects(openStore(join(path, 'file'), { clock }), { code: 'E-STORE-FAILED' });
  await assert.rejects(openStore(join(path, 'file', 'x'), { clock }), { code: 'E-STORE-FAILED' });
});

test('two gateways never share a directory; the second may start when the first has stopped', async (t) => {
  const directory = dataDirectory(t);
  const first = await directory.open();
  await assert.rejects(directory.open(), { code: 'E-STORE-LOCKED', message: /another gateway/ });
  assert.equal(await first.commitRevision(revision('{}')), 1, 'the refused one did no harm');
  await assert.rejects(directory.open(), { code: 'E-STORE-LOCKED' });
  await first.close();
  const second = await directory.open();
  assert.equal((await second.latestRevision())?.number, 1);
});

test('an operator may read the database while the gateway writes', async (t) => {
  const directory = dataDirectory(t);
  const store = await directory.open();
  await store.commitRevision(revision('{"a":1}'));
  const reader = new DatabaseSync(join(directory.path, 'offhook.sqlite'), { readOnly: true });
  t.after(() => reader.close());
  reader.exec('BEGIN');
  const documents = () => reader.prepare('SELECT document FROM revision').all().length;
  assert.equal(documents(), 1);
  await store.commitRevision(revision('{"a":2}'));
  assert.equal(documents(), 1, 'as it was when the reader began');
  reader.exec('COMMIT');
  assert.equal(documents(), 2);
});

test('the key stays the same; a lost key is not replaced, a wrong one refused', async (t) => {
  const directory = dataDirectory(t);
  const key = join(directory.path, 'key');
  const first = await directory.open();
  const sealed = first.seal('swordfish', 'here');
  await first.close();
  const second = await directory.open();
  assert.equal(second.unseal(sealed, 'here'), 'swordfish');
  await second.close();
  const bytes = readFileSync(key);
  truncateSync(key, 31);
  await assert.rejects(directory.open(), { code: 'E-STORE-KEY', message: /31/ });
  rmSync(key);
  await assert.rejects(directory.open(), { code: 'E-STORE-KEY', message: /missing/ });
  writeFileSync(key, bytes);
  assert.equal((await directory.open()).unseal(sealed, 'here'), 'swordfish');
});

test('a key that was being made when the power went is made anew', async (t) => {
  const directory = dataDirectory(t);
  writeFileSync(join(directory.path, 'key.new'), 'half');
  const store = await directory.open();
  assert.equal(store.unseal(store.seal('a', 'b'), 'b'), 'a');
  assert.equal(readFileSync(join(directory.path, 'key')).length, 32);
});

test('a systemd credential is the key, and no key file is written', async (t) => {
  const directory = dataDirectory(t);
  const credentialsDirectory = join(directory.path, 'credentials');
  mkdirSync(credentialsDirectory);
  writeFileSync(join(credentialsDirectory, 'offhook-key'), Buffer.alloc(32, 3));
  const first = await directory.open({ credentialsDirectory });
  const sealed = first.seal('swordfish', 'here');
  await first.close();
  assert.equal(readdirSync(directory.path).includes('key'), false);
  const second = await directory.open({ credentialsDirectory });
  assert.equal(second.unseal(sealed, 'here'), 'swordfish');
  await second.close();
  await assert.rejects(directory.open(), { code: 'E-STORE-KEY' });
  writeFileSync(join(credentialsDirectory, 'offhook-key'), 'too short');
  await assert.rejects(directory.open({ credentialsDirectory }), { code: 'E-STORE-KEY' });
});

test('a credentials directory without ours leaves the key file in charge', async (t) => {
  const directory = dataDirectory(t);
  await (await directory.open({ credentialsDirectory: directory.path })).close();
  assert.equal(readFileSync(join(directory.path, 'key')).length, 32);
});

test('a file that is no database is refused and left as it is', async (t) => {
  const directory = dataDirectory(t);
  await (await directory.open()).close();
  const file = join(directory.path, 'offhook.sqlite');
  const garbage = Buffer.alloc(20_000, 'no database at all ');
  writeFileSync(file, garbage);
  await assert.rejects(directory.open(), { code: 'E-STORE-FAILED', message: /not a database/ });
  assert.deepEqual(readFileSync(file), garbage);
});

test('a full set of records is pruned to the newest 10,000 and 200', async (t) => {
  const directory = dataDirectory(t);
  const store = await directory.open();
  const ids = Array.from({ length: 10_100 }, (_, index) => String(index));
  await Promise.all(ids.map((id) => store.appendCallRecord(callRecord(id))));
  await Promise.all(ids.slice(0, 205).map((id) => store.commitRevision(revision(id))));
  const records = await store.callRecords(20_000);
  assert.equal(records.length, 10_000);
  assert.deepEqual([records[0]?.id, records.at(-1)?.id], ['10099', '100']);
  const numbers = (await store.revisions()).map(({ number }) => number);
  assert.deepEqual([numbers.length, numbers[0], numbers.at(-1)], [200, 205, 6]);
});

test('somebody else’s long transaction fails a write, and only for as long as it lasts', async (t) => {
  const directory = dataDirectory(t);
  const store = await directory.open();
  const other = new DatabaseSync(join(directory.path, 'offhook.sqlite'));
  t.after(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  await assert.rejects(store.saveIdentity(identity('al', 1)), {
    code: 'E-STORE-FAILED',
    message: /locked/,
  });
  other.exec('ROLLBACK');
  await store.saveIdentity(identity('al', 2));
  assert.deepEqual(await store.identities(), [identity('al', 2)]);
});

test('a write that the database refuses takes back those that share its transaction', async (t) => {
  const store = await dataDirectory(t).open();
  const together = [
    store.putState('a', '1'),
    store.saveIdentity(identity('al', 1.5)),
    store.appendCallRecord(callRecord('1')),
  ];
  for (const one of together) await assert.rejects(one, { code: 'E-STORE-FAILED' });
  assert.equal(await store.getState('a'), undefined);
  assert.deepEqual(await store.callRecords(1), []);
  await store.putState('a', '2');
  assert.equal(await store.getState('a'), '2');
});
