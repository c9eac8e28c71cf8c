/** The pieces that list and show commands share. */
import type { Answer } from './grammar.ts';
import { table } from './table.ts';

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

/** An answer that only says that it is done. */
export const done: Answer = { text: '', json: { ok: true } };
