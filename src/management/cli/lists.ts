/** The pieces that list and show commands share. */
import { Refusal } from '../../domain/refusal.ts';
import type { Try } from '../../domain/walk.ts';
import type { Answer } from './grammar.ts';
import { printable, table } from './table.ts';

/** Columns of a list: heading and how to read it from a row. */
export type Columns<Row> = readonly (readonly [heading: string, read: (row: Row) => unknown])[];

export function listAnswer<Row>(
  rows: readonly Row[],
  columns: Columns<Row>,
  json: unknown,
): Answer {
  const headings = columns.map(([heading]) => heading);
  const cells = rows.map((row) => columns.map(([, read]) => read(row)));
  return { text: table(headings, cells), json };
}

/** The row of a name, or `E-NOT-FOUND` that says what there is. */
export function rowNamed<Row extends { readonly name: string }>(
  rows: readonly Row[],
  name: string,
  what: string,
): Row {
  const row = rows.find((candidate) => candidate.name === name);
  if (row === undefined)
    throw new Refusal('E-NOT-FOUND', `there is no ${what} "${printable(name)}"`);
  return row;
}

/** A walk as lines: `edge1  unreachable  port unreachable  (3 ms)`. */
export function triesText(tries: readonly Try[]): string {
  return table(
    ['server', 'outcome', 'status', 'ms', 'reason'],
    tries.map(({ server, outcome, status, ms, reason }) => [
      server,
      outcome,
      status ?? null,
      Math.round(ms),
      reason,
    ]),
  );
}

/** An answer that only says that it is done. */
export const done: Answer = { text: '', json: { ok: true } };
