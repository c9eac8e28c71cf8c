/** The store on SQLite: what is asked of the port, said in SQL. */
import type { SQLInputValue } from 'node:sqlite';
import { eventIn, eventsStatement, eventText } from './event-rows.ts';
import { callRecordIn, identityIn, numberIn, revisionIn, summaryIn, textIn } from './rows.ts';
import type { Sealing } from './sealing.ts';
import type { StateChange, Store } from './store.ts';
import type { Row, Statement } from './thread-protocol.ts';

/** A database that answers later: reads at once, writes when they are durable. */
export interface Database {
  read(statement: Statement): Promise<readonly Row[]>;
  /** All statements or none; `alone` keeps them apart from other writes. */
  write(statements: readonly Statement[], alone?: boolean): Promise<readonly (readonly Row[])[]>;
  /** Why the last writes came to nothing. */
  trouble(): string | undefined;
  close(): Promise<void>;
}

export function createSqliteStore(database: Database, sealing: Sealing): Store {
  const read = (sql: string, ...values: readonly SQLInputValue[]) => database.read({ sql, values });
  const write = async (sql: string, ...values: readonly SQLInputValue[]) => {
    await database.write([{ sql, values }]);
  };

  return {
    ...sealing,
    ...revisionsOf(database),
    ...callRecordsOf(database),

    async identities() {
      return (await read('SELECT * FROM identity ORDER BY user')).map(identityIn);
    },
    saveIdentity: ({ user, callId, instanceId, cseqReserved }) =>
      write(
        `INSERT INTO identity (user, call_id, instance_id, cseq_reserved) VALUES (?, ?, ?, ?)
         ON CONFLICT (user) DO UPDATE SET
           cseq_reserved = iif(call_id = excluded.call_id,
                               max(cseq_reserved, excluded.cseq_reserved), excluded.cseq_reserved),
           call_id = excluded.call_id, instance_id = excluded.instance_id`,
        user,
        callId,
        instanceId,
        cseqReserved,
      ),
    forgetIdentity: (user) => write('DELETE FROM identity WHERE user = ?', user),

    async appendEvents(events) {
      const insert = 'INSERT INTO event (event) VALUES (?) RETURNING number';
      const statements = events.map((event) => ({ sql: insert, values: [eventText(event)] }));
      const rows = await database.write(statements);
      return rows.flat().map((row) => numberIn(row, 'number'));
    },
    async events(query) {
      return (await database.read(eventsStatement(query))).map(eventIn);
    },

    async putState(key, value) {
      await database.write([stateStatement({ key, value })]);
    },
    async getState(key) {
      const [row] = await read('SELECT value FROM state WHERE key = ?', key);
      return row && textIn(row, 'value');
    },
    async states(prefix) {
      const rows = await read(
        'SELECT * FROM state WHERE key >= ?1 AND substr(key, 1, length(?1)) = ?1 ORDER BY key',
        prefix,
      );
      return new Map(rows.map((row) => [textIn(row, 'key'), textIn(row, 'value')]));
    },
    async deleteState(key) {
      await database.write([stateStatement({ key, value: undefined })]);
    },

    trouble: () => database.trouble(),
    close: () => database.close(),
  };
}

function stateStatement({ key, value }: StateChange): Statement {
  if (value === undefined) return { sql: 'DELETE FROM state WHERE key = ?', values: [key] };
  return { sql: 'INSERT OR REPLACE INTO state VALUES (?, ?)', values: [key, value] };
}

type CallRecords = Pick<
  Store,
  'noteOpenCall' | 'appendCallRecord' | 'closeOpenCalls' | 'callRecords'
>;

function callRecordsOf(database: Database): CallRecords {
  return {
    async noteOpenCall(record) {
      const sql = `INSERT INTO open_call (id, record) VALUES (?, ?)
                   ON CONFLICT (id) DO UPDATE SET record = excluded.record`;
      await database.write([{ sql, values: [record.id, JSON.stringify(record)] }]);
    },
    async appendCallRecord(record) {
      const insert = 'INSERT INTO call_record (record) VALUES (?)';
      await database.write([
        { sql: insert, values: [JSON.stringify(record)] },
        { sql: 'DELETE FROM open_call WHERE id = ?', values: [record.id] },
      ]);
    },
    async closeOpenCalls() {
      const insert = `INSERT INTO call_record (record)
                      SELECT record FROM open_call ORDER BY number RETURNING record`;
      const [closed = []] = await database.write([
        { sql: insert, values: [] },
        { sql: 'DELETE FROM open_call', values: [] },
      ]);
      return closed.map(callRecordIn);
    },
    async callRecords(count) {
      const sql = 'SELECT record FROM call_record ORDER BY number DESC LIMIT ?';
      return (await database.read({ sql, values: [Math.max(0, count)] })).map(callRecordIn);
    },
  };
}

type Revisions = Pick<Store, 'latestRevision' | 'revisions' | 'revision' | 'commitRevision'>;

function revisionsOf(database: Database): Revisions {
  const one = async (statement: Statement) => {
    const [row] = await database.read(statement);
    return row && revisionIn(row);
  };
  return {
    latestRevision: () =>
      one({ sql: 'SELECT * FROM revision ORDER BY number DESC LIMIT 1', values: [] }),
    revision: (number) => one({ sql: 'SELECT * FROM revision WHERE number = ?', values: [number] }),
    async revisions() {
      const sql = 'SELECT number, at, author, summary FROM revision ORDER BY number DESC';
      return (await database.read({ sql, values: [] })).map(summaryIn);
    },
    async commitRevision({ at, author, summary, document }, beside) {
      const sql = `INSERT INTO revision (at, author, summary, document) VALUES (?, ?, ?, ?)
                   RETURNING number`;
      const statement = { sql, values: [at, author, summary, document] };
      const also = beside ? [stateStatement(beside)] : [];
      const [[row] = []] = await database.write([statement, ...also], true);
      return numberIn(row, 'number');
    },
  };
}
