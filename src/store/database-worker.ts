/** The database thread: executes statements, so that an fsync never keeps a call waiting. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { type DatabaseOptions, openDatabase } from './database.ts';
import { refusalOf } from './failure.ts';
import type { Row, Statement, ThreadReply, ThreadRequest } from './thread-protocol.ts';
import { inTransaction } from './transaction.ts';
import { watchFile } from './whereabouts.ts';

const options: DatabaseOptions = workerData;
const prepared = new Map<string, StatementSync>();

function reply(message: ThreadReply): void {
  parentPort?.postMessage(message);
}

function execute(database: DatabaseSync, { sql, values }: Statement): readonly Row[] {
  let statement = prepared.get(sql);
  if (!statement) {
    statement = database.prepare(sql);
    prepared.set(sql, statement);
  }
  return statement.all(...values);
}

function answer(database: DatabaseSync, request: ThreadRequest, check: () => void): void {
  if (request.type === 'close') {
    database.close();
    parentPort?.close();
    return;
  }
  const { id, type, statements } = request;
  const executeAll = () => statements.map((statement) => execute(database, statement));
  try {
    if (type === 'write') check();
    const rows = type === 'write' ? inTransaction(database, executeAll) : executeAll();
    reply({ type: 'done', id, rows });
  } catch (error) {
    const { code, message } = refusalOf(error);
    reply({ type: 'failed', id, code, message });
  }
}

try {
  const database = openDatabase(options);
  const check = watchFile(options.file);
  parentPort?.on('message', (request: ThreadRequest) => answer(database, request, check));
  reply({ type: 'opened' });
} catch (error) {
  const { code, message } = refusalOf(error);
  reply({ type: 'refused', code, message });
}
