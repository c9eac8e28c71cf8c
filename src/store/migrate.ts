/** Bringing an older file to today's schema, one small step in one transaction each. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Refusal } from '../domain/refusal.ts';
import { inTransaction } from './transaction.ts';

/** Refuses a file of a newer Offhook, through a connection that cannot write to it. */
export function refuseNewer(file: string, known: number): void {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    checkVersion(database, file, known);
  } finally {
    database.close();
  }
}

function checkVersion(database: DatabaseSync, file: string, known: number): number {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version > known) {
    throw new Refusal(
      'E-STORE-NEWER',
      `${file} has schema ${version}, this version of Offhook knows ${known}; nothing was changed`,
    );
  }
  return version;
}

/** Takes the steps that are missing; before it changes a schema it copies the file as it was. */
export function migrate(database: DatabaseSync, file: string, steps: readonly string[]): void {
  const version = checkVersion(database, file, steps.length);
  if (version > 0 && version < steps.length) backUp(database, `${file}.v${version}`);
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    inTransaction(database, () => {
      database.exec(step);
      database.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
}

/** The copy has its name only once it is whole and on the disk. */
function backUp(database: DatabaseSync, target: string): void {
  const unfinished = `${target}.new`;
  rmSync(unfinished, { force: true });
  // SQLite writes into an empty file that exists, and so nobody else can read it meanwhile.
  closeSync(openSync(unfinished, 'wx', 0o600));
  database.prepare('VACUUM INTO ?').run(unfinished);
  syncToDisk(unfinished);
  renameSync(unfinished, target);
  syncToDisk(dirname(target));
}

/** A file's contents, or a directory's entries. */
export function syncToDisk(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
