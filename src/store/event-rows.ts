/** The event log as rows, and the statement that looks into it. */
import type { SQLInputValue } from 'node:sqlite';
import type { EventQuery, LoggedEvent } from '../domain/event.ts';
import { numberIn, textIn } from './rows.ts';
import type { Row, Statement } from './thread-protocol.ts';

type Unnumbered = Omit<LoggedEvent, 'number'>;

/** `code` and `subject` are columns made from this text. */
export function eventText({ at, code, severity, subject, text, facts }: Unnumbered): string {
  return JSON.stringify({ at, code, severity, subject, text, facts });
}

export function eventIn(row: Row): LoggedEvent {
  const event: Unnumbered = JSON.parse(textIn(row, 'event'));
  return { number: numberIn(row, 'number'), ...event };
}

/** Oldest first: the first behind `after`, or else the newest. */
export function eventsStatement({ after, code, subject, limit }: EventQuery): Statement {
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const where = (condition: string, value: SQLInputValue | undefined) => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  where('number > ?', after);
  where('code = ?', code);
  where('subject = ?', subject);
  const filter = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  const order = after === undefined ? 'DESC' : 'ASC';
  const sql = `SELECT number, event FROM
    (SELECT number, event FROM event ${filter} ORDER BY number ${order} LIMIT ?) ORDER BY number`;
  return { sql, values: [...values, Math.max(0, limit)] };
}
