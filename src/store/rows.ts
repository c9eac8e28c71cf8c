/** Rows of the database as values of ours. */
import type { CallRecord } from '../domain/call-record.ts';
import type { LineIdentity, Revision } from './store.ts';
import type { Row } from './thread-protocol.ts';

export function textIn(row: Row | undefined, column: string): string {
  const value = row?.[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column} is no text`);
  return value;
}

export function numberIn(row: Row | undefined, column: string): number {
  const value = row?.[column];
  if (typeof value !== 'number') throw new TypeError(`column ${column} is no number`);
  return value;
}

export function summaryIn(row: Row): Omit<Revision, 'document'> {
  return {
    number: numberIn(row, 'number'),
    at: textIn(row, 'at'),
    author: textIn(row, 'author'),
    summary: textIn(row, 'summary'),
  };
}

export function revisionIn(row: Row): Revision {
  return { ...summaryIn(row), document: textIn(row, 'document') };
}

export function identityIn(row: Row): LineIdentity {
  return {
    user: textIn(row, 'user'),
    callId: textIn(row, 'call_id'),
    instanceId: textIn(row, 'instance_id'),
    cseqReserved: numberIn(row, 'cseq_reserved'),
  };
}

/** JSON has no `undefined`: what a record says to be unknown is absent in its text. */
export function callRecordIn(row: Row): CallRecord {
  const record: CallRecord = JSON.parse(textIn(row, 'record'));
  return {
    ...record,
    connectedAt: record.connectedAt,
    tries: record.tries.map((one) => ({ ...one, status: one.status })),
  };
}
