/** The door of the store: opens one data directory for this process alone. */
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { databaseName, prepareDirectory } from './data-directory.ts';
import type { DatabaseOptions } from './database.ts';
import { DatabaseThread, type RestartClock, type Thread } from './database-thread.ts';
import { refusalOf } from './failure.ts';
import { obtainKey } from './key.ts';
import { retention } from './limits.ts';
import { lockDirectory } from './lock.ts';
import { createSealing } from './sealing.ts';
import { createSqliteStore, type Database } from './sqlite-store.ts';
import type { Store } from './store.ts';
import { WriteQueue } from './write-queue.ts';

export interface OpenOptions {
  readonly clock: RestartClock;
  /** Hears in words that the database thread died and when it starts again. */
  readonly onFault?: (message: string) => void;
  /** Where systemd puts `offhook-key`: `$CREDENTIALS_DIRECTORY`. */
  readonly credentialsDirectory?: string | undefined;
  readonly retention?: DatabaseOptions['retention'];
  readonly pagesMax?: number;
  /** A test may watch, or end, the thread that it gives. */
  readonly startThread?: (options: DatabaseOptions) => Thread;
}

/**
 * Refuses with `E-STORE-LOCKED` (another gateway runs there), `E-STORE-NEWER` (a newer Offhook
 * wrote it), `E-STORE-KEY`, `E-STORE-DIRECTORY`, `E-STORE-FULL` or `E-STORE-FAILED`.
 */
export async function openStore(directory: string, options: OpenOptions): Promise<Store> {
  let release: (() => void) | undefined;
  try {
    await prepareDirectory(directory);
    release = lockDirectory(directory);
    const file = join(directory, databaseName);
    const { credentialsDirectory } = options;
    const mustExist = existsSync(file);
    const key = await obtainKey({ directory, credentialsDirectory, mustExist });
    const thread = threadOf(file, options);
    await thread.open();
    return createSqliteStore(databaseOf(thread, release), createSealing(key));
  } catch (error) {
    release?.();
    throw refusalOf(error);
  }
}

function threadOf(file: string, options: OpenOptions): DatabaseThread {
  const { clock, startThread = startWorker, onFault = () => {}, pagesMax } = options;
  const databaseOptions = { file, pagesMax, retention: options.retention ?? retention };
  return new DatabaseThread({ start: () => startThread(databaseOptions), clock, onFault });
}

/** The same file beside this one, as TypeScript in a checkout and as JavaScript once built. */
export function startWorker(options: DatabaseOptions): Worker {
  const url = new URL(`./database-worker${extname(import.meta.filename)}`, import.meta.url);
  return new Worker(url, { workerData: options, resourceLimits: { maxYoungGenerationSizeMb: 2 } });
}

function databaseOf(thread: DatabaseThread, release: () => void): Database {
  const queue = new WriteQueue((statements) => thread.ask('write', statements));
  let closed: Promise<void> | undefined;
  const close = async () => {
    await queue.close();
    await thread.close();
    release();
  };
  return {
    async read(statement) {
      const [rows = []] = await thread.ask('read', [statement]);
      return rows;
    },
    write: (statements, alone) => queue.push(statements, alone),
    trouble: () => queue.trouble(),
    close: () => (closed ??= close()),
  };
}
