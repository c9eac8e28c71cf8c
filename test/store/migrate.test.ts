/** Schema steps: each whole or not at all, with a copy before, and never backwards. */
import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { migrate } from '../../src/store/migrate.ts';
import { migrations } from '../../src/store/migrations.ts';
import { dataDirectory } from './directory.ts';
import { revision } from './samples.ts';

const first = 'CREATE TABLE a (x TEXT)';
const second = 'ALTER TABLE a ADD COLUMN y TEXT; UPDATE a SET y = x';
const broken = 'CREATE TABLE b (x TEXT); UPDATE nowhere SET x = 1';

function openFile(t: TestContext) {
  const { path } = dataDirectory(t);
  const file = join(path, 'offhook.sqlite');
  const database = new DatabaseSync(file);
  t.after(() => database.close());
  const rows = (sql: string) =>
    database
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  return { path, file, database, rows };
}

test('an empty file takes every step and needs no copy', (t) => {
  const { path, file, database, rows } = openFile(t);
  migrate(database, file, [first, second]);
  assert.deepEqual(rows('PRAGMA user_version'), [{ user_version: 2 }]);
  assert.deepEqual(rows('SELECT x, y FROM a'), []);
  assert.deepEqual(readdirSync(path), ['offhook.sqlite']);
});

test('an older file is copied as it was, then takes the steps that are missing', (t) => {
  const { path, file, database, rows } = openFile(t);
  migrate(database, file, [first]);
  database.exec("INSERT INTO a VALUES ('old')");
  migrate(database, file, [first, second]);
  assert.deepEqual(rows('SELECT x, y FROM a'), [{ x: 'old', y: 'old' }]);
  const copyPath = join(path, 'offhook.sqlite.v1');
  assert.equal(statSync(copyPath).mode & 0o777, 0o600);
  const copy = new DatabaseSync(copyPath, { readOnly: true });
  t.after(() => copy.close());
  assert.deepEqual({ ...copy.prepare('SELECT * FROM a').get() }, { x: 'old' });
  assert.deepEqual({ ...copy.prepare('PRAGMA user_version').get() }, { user_version: 1 });
  migrate(database, file, [first, second]);
  assert.deepEqual(readdirSync(path).sort(), ['offhook.sqlite', 'offhook.sqlite.v1']);
});

test('a step that fails changes nothing, and may be tried again', (t) => {
  const { file, database, rows } = openFile(t);
  migrate(database, file, [first]);
  for (const attempt of ['first', 'second']) {
    assert.throws(() => migrate(database, file, [first, second, broken]), /nowhere/, attempt);
    assert.deepEqual(rows('PRAGMA user_version'), [{ user_version: 2 }]);
    assert.deepEqual(rows("SELECT name FROM sqlite_schema WHERE name = 'b'"), []);
  }
});

test('what a newer Offhook had only in its log when it was killed stays there too', async (t) => {
  const [killed, found] = [dataDirectory(t), dataDirectory(t)];
  await (await killed.open()).close();
  const database = new DatabaseSync(join(killed.path, 'offhook.sqlite'));
  t.after(() => database.close());
  database.exec(`PRAGMA user_version = ${migrations.length + 1}`);
  const files = ['offhook.sqlite', 'offhook.sqlite-wal'];
  for (const name of [...files, 'key']) {
    copyFileSync(join(killed.path, name), join(found.path, name));
  }
  const contents = () => files.map((name) => readFileSync(join(found.path, name)));
  const before = contents();
  await assert.rejects(found.open(), { code: 'E-STORE-NEWER' });
  assert.deepEqual(contents(), before);
});

test('a file of a newer Offhook is refused and stays as it is', async (t) => {
  const directory = dataDirectory(t);
  const store = await directory.open();
  await store.commitRevision(revision('{}'));
  await store.close();
  const file = join(directory.path, 'offhook.sqlite');
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA user_version = ${migrations.length + 1}`);
  database.close();
  const before = readFileSync(file);
  const { mtimeMs } = statSync(file);
  await assert.rejects(directory.open(), { code: 'E-STORE-NEWER', message: /nothing was changed/ });
  assert.deepEqual(readFileSync(file), before);
  assert.equal(statSync(file).mtimeMs, mtimeMs);
});
