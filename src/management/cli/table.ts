/** Lists and shows as plain text: columns for many, a line a field for one. */
import { harmless } from '../../domain/harmless.ts';

/** Text of the wire, whole, without what a terminal would obey. */
export function printable(text: string): string {
  return harmless(text, text.length);
}

/** A value as people read it; what is not there is `-`. */
function cell(value: unknown): string {
  if (value === null || value === undefined || value === '') return '-';
  if (Array.isArray(value)) {
    const isStructured = value.some((one) => typeof one === 'object');
    return value.length === 0 ? '-' : value.map(cell).join(isStructured ? '; ' : ',');
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'object') {
    const facts = Object.values(value).filter((one) => one !== null && one !== undefined);
    return facts.map(cell).join(' ');
  }
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
}

/** A table with a heading line; `none` when there are no rows. */
export function table(headings: readonly string[], rows: readonly (readonly unknown[])[]): string {
  if (rows.length === 0) return 'none';
  const cells = [headings, ...rows.map((row) => row.map(cell))];
  const widths = headings.map((_, column) =>
    Math.max(...cells.map((row) => (row[column] ?? '').length)),
  );
  return cells
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** One field a line, names aligned. */
export function fields(pairs: readonly (readonly [name: string, value: unknown])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${cell(value)}`).join('\n');
}
