/** Rows of the model as answers: lists with what scripts know, shows with everything. */
import type {
  Detail,
  ManagedLog,
  ManagedObject,
  ManagedRow,
  ManagedTable,
  Value,
} from '../model.ts';
import type { Answer } from './grammar.ts';
import { fields, table } from './table.ts';

/** Objects of a row as JSON, in the order of the names. */
function jsonOf(names: readonly string[], row: ManagedRow): Readonly<Record<string, Value>> {
  return Object.fromEntries(names.map((name) => [name, row.get(name)]));
}

/** `expiresSeconds` as a heading: `expires seconds`. */
function heading(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

export function listOf(
  { list, columns = list }: Pick<ManagedTable | ManagedLog, 'list' | 'columns'>,
  rows: readonly ManagedRow[],
): Answer {
  return {
    text: table(
      columns.map(heading),
      rows.map((row) => columns.map((name) => row.get(name))),
    ),
    json: rows.map((row) => jsonOf(list, row)),
  };
}

/** A line an object, then the structured facts. Counters that stand at 0 are left to JSON. */
export function showOf(objects: readonly ManagedObject[], row: ManagedRow): Answer {
  const isIdle = ({ name, type }: ManagedObject) => type.kind === 'counter' && row.get(name) === 0;
  const plain = objects.filter(
    (object) => !isStructured(object) && !isSecret(object) && !isIdle(object),
  );
  const sections = objects
    .filter(isStructured)
    .map(({ name, help }) => `\n${help}\n${detailTable(row.get(name))}`);
  return {
    text: [fields(plain.map(({ name }) => [heading(name), row.get(name)])), ...sections].join('\n'),
    json: jsonOf(
      objects.map(({ name }) => name),
      row,
    ),
  };
}

function isSecret({ type }: ManagedObject): boolean {
  return type.kind === 'secret';
}

function isStructured({ type }: ManagedObject): boolean {
  return type.kind === 'details';
}

function detailTable(value: Value): string {
  const rows = isDetails(value) ? value : [];
  const names = Object.keys(rows[0] ?? {});
  return table(
    names.map(heading),
    rows.map((row) => names.map((name) => row[name])),
  );
}

function isDetails(value: Value): value is readonly Detail[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'object');
}
