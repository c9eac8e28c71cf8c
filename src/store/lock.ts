/** The lock of a data directory, which the kernel frees whatever ends the process that holds it. */
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Refusal } from '../domain/refusal.ts';
import { isBusy } from './failure.ts';

/**
 * Takes the lock, or refuses with `E-STORE-LOCKED`; returns how to release it. Node has no file
 * locks of its own, SQLite has: an exclusive transaction on an empty database that is never
 * written. Not on the database itself, which an operator may want to read or copy meanwhile.
 */
export function lockDirectory(directory: string): () => void {
  const file = join(directory, 'lock');
  // Never opened but by SQLite: closing another descriptor of the file would drop the lock.
  if (!existsSync(file)) closeSync(openSync(file, 'wx', 0o600));
  const holder = new DatabaseSync(file, { timeout: 0 });
  try {
    // Neither a journal nor anything else on the disk: a full one is no reason not to start.
    holder.exec('PRAGMA journal_mode = MEMORY');
    holder.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    holder.close();
    if (!isBusy(error)) throw error;
    throw new Refusal('E-STORE-LOCKED', `another gateway is running on ${directory}`);
  }
  return () => holder.close();
}
