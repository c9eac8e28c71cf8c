/** Rows of the model as JSON, and JSON as what the model's acts write. */
import { shown } from '../../domain/names.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ManagedObject, ManagedRow, Value, Values } from '../model.ts';

type Written = NonNullable<Values[string]>;

export type JsonRow = Readonly<Record<string, Value>>;

/** The fields of an object as a client sends them: already of the type that the schema says. */
export type Body = Readonly<Record<string, unknown>>;

export function rowJson(objects: readonly ManagedObject[], row: ManagedRow): JsonRow {
  return Object.fromEntries(objects.map(({ name }) => [name, row.get(name)]));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** null takes a value away, as an empty text does. */
function written(name: string, value: unknown): Written {
  if (value === null) return '';
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.every(isText)) return value;
  throw new Refusal('E-VALUE', `${shown(name)} cannot be written like this`);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * Only what a body says differently from the row is written: a client may send back all that it
 * got, read-only fields and masked secrets included, with one field changed.
 */
export function valuesOf(
  objects: readonly ManagedObject[],
  body: Body,
  before: JsonRow | undefined,
): Values {
  const values: Record<string, Written> = {};
  for (const [name, value] of Object.entries(body)) {
    const object = objects.find((one) => one.name === name);
    const isMasked = object?.type.kind === 'secret' && value === '';
    if (object?.access === 'index' || isMasked || value === undefined) continue;
    if (before && Object.hasOwn(before, name) && isSame(before[name], value)) continue;
    if (value === null && object?.type.kind === 'names') values[name] = [];
    else values[name] = written(name, value);
  }
  return values;
}

/** What a whole row that leaves a field out says of it: its initial value. */
export function withInitials(objects: readonly ManagedObject[], body: Body): Body {
  const initials: Record<string, unknown> = {};
  for (const { name, type, access, isRequired, cli } of objects) {
    if (access !== 'write' || isRequired || Object.hasOwn(body, name)) continue;
    if (type.kind === 'names') initials[name] = [];
    if (type.kind === 'boolean' && type.initial !== undefined) initials[name] = type.initial;
    // Pieces that the command line has no word for belong to a value that it has one for.
    if (type.kind === 'text' && cli !== undefined) initials[name] = null;
  }
  return { ...initials, ...body };
}

/** The body without fields that nobody may write: a whole row carries them along. */
export function withoutReadOnly(objects: readonly ManagedObject[], body: Body): Body {
  const isReadOnly = (name: string) =>
    objects.some((object) => object.name === name && object.access === 'read');
  return Object.fromEntries(Object.entries(body).filter(([name]) => !isReadOnly(name)));
}
