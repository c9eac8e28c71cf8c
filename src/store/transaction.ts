/** All or nothing. */
import type { DatabaseSync } from 'node:sqlite';

/** Runs the act in a transaction; whatever is thrown takes everything back. */
export function inTransaction<Result>(database: DatabaseSync, act: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = act();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk may have rolled back already, https://sqlite.org/lang_transaction.html §3.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
