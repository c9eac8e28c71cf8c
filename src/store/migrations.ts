/** The steps from an empty file to today's schema: `PRAGMA user_version` counts those taken. */

/** Never edited once released; a change of the schema is a new step at the end. */
export const migrations: readonly string[] = [
  `CREATE TABLE revision (
     number INTEGER PRIMARY KEY AUTOINCREMENT,
     at TEXT NOT NULL,
     author TEXT NOT NULL,
     summary TEXT NOT NULL,
     document TEXT NOT NULL
   ) STRICT;
   CREATE TABLE identity (
     user TEXT PRIMARY KEY,
     call_id TEXT NOT NULL,
     instance_id TEXT NOT NULL,
     cseq_reserved INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE call_record (
     number INTEGER PRIMARY KEY AUTOINCREMENT,
     record TEXT NOT NULL
   ) STRICT;
   CREATE TABLE event (
     number INTEGER PRIMARY KEY AUTOINCREMENT,
     event TEXT NOT NULL,
     code TEXT AS (event ->> '$.code'),
     subject TEXT AS (event ->> '$.subject.name')
   ) STRICT;
   CREATE INDEX event_code ON event (code);
   CREATE INDEX event_subject ON event (subject);
   CREATE TABLE state (
     key TEXT PRIMARY KEY,
     value TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;`,
  `CREATE TABLE open_call (
     number INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     record TEXT NOT NULL
   ) STRICT;`,
];
