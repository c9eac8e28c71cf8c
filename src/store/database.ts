/** The SQLite file: opened, made private, brought to today's schema, told how to write. */
import { chmodSync, closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isOutOfRoom } from './failure.ts';
import { type Retention, storeLimits } from './limits.ts';
import { migrate, refuseNewer, syncToDisk } from './migrate.ts';
import { migrations } from './migrations.ts';

export interface DatabaseOptions {
  readonly file: string;
  readonly retention: Retention;
  /** The file may not grow beyond this; SQLite's own limit when undefined. */
  readonly pagesMax?: number | undefined;
}

export function openDatabase(options: DatabaseOptions): DatabaseSync {
  const { file } = options;
  if (existsSync(file)) {
    if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
  } else {
    // SQLite gives the files beside it (-wal, -shm) the mode of this one.
    closeSync(openSync(file, 'wx', 0o600));
    syncToDisk(dirname(file));
  }
  try {
    refuseNewer(file, migrations.length);
    return connect(options, 'NORMAL');
  } catch (error) {
    // A full disk has no room for the index that connections share (-shm). One that keeps all
    // others out needs none, and so a gateway starts although nothing can be written.
    if (!isOutOfRoom(error)) throw error;
    return connect(options, 'EXCLUSIVE');
  }
}

function connect(
  { file, retention, pagesMax }: DatabaseOptions,
  lockingMode: 'NORMAL' | 'EXCLUSIVE',
): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: storeLimits.busyMs });
  try {
    database.exec(`PRAGMA locking_mode = ${lockingMode}`);
    database.exec('PRAGMA journal_mode = WAL');
    // FULL: the log is on the disk before a commit returns; NORMAL could lose the last ones.
    database.exec('PRAGMA synchronous = FULL');
    database.exec('PRAGMA foreign_keys = ON');
    // The triggers below are temporary things; they need no file and so no room for one.
    database.exec('PRAGMA temp_store = MEMORY');
    database.exec(`PRAGMA journal_size_limit = ${storeLimits.journalBytesMax}`);
    if (pagesMax !== undefined) database.exec(`PRAGMA max_page_count = ${pagesMax}`);
    migrate(database, file, migrations);
    keepNewest(database, 'revision', Math.max(1, retention.revisionsMax));
    keepNewest(database, 'call_record', retention.callRecordsMax);
    keepNewest(database, 'event', retention.eventsMax);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Numbers rise without gaps, so that the oldest row to go is known without counting: one look into
 * the primary key for each row added. The trigger is this connection's, so that the limit may
 * change without a new schema.
 */
function keepNewest(database: DatabaseSync, table: string, rowsMax: number): void {
  database.exec(
    `CREATE TEMP TRIGGER keep_newest_${table} AFTER INSERT ON main.${table}
     BEGIN DELETE FROM ${table} WHERE number <= NEW.number - ${rowsMax}; END`,
  );
}
