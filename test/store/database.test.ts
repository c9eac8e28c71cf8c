/** How the database writes: what durability rests on, which no kill can show. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDatabase } from '../../src/store/database.ts';
import { eventsStatement } from '../../src/store/event-rows.ts';
import { retention } from '../../src/store/limits.ts';
import { dataDirectory } from './directory.ts';

test('the log is written ahead and is on the disk before a commit returns', (t) => {
  const database = openDatabase({ file: join(dataDirectory(t).path, 'offhook.sqlite'), retention });
  t.after(() => database.close());
  const setting = (name: string) =>
    Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  assert.equal(setting('journal_mode'), 'wal');
  assert.equal(setting('synchronous'), 2, 'FULL');
  assert.equal(setting('foreign_keys'), 1);
  assert.equal(setting('locking_mode'), 'normal');
});

test('looking for events of one code or subject uses an index', (t) => {
  const database = openDatabase({ file: join(dataDirectory(t).path, 'offhook.sqlite'), retention });
  t.after(() => database.close());
  for (const column of ['code', 'subject']) {
    const { sql, values } = eventsStatement({ [column]: 'x', limit: 9 });
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
    const details = plan.map(({ detail }) => String(detail));
    assert.ok(details.includes(`SEARCH event USING INDEX event_${column} (${column}=?)`), column);
    assert.deepEqual(
      details.filter((detail) => /^SCAN event|TEMP B-TREE/.test(detail)),
      ['USE TEMP B-TREE FOR ORDER BY'],
      'only the few rows found are sorted',
    );
  }
});
