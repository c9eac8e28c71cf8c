/** Texts of an ACS as the model's acts take them. */
import type { Values, ValueType, Written } from '../../model/managed-object.ts';
import type { Fields } from './edit-context.ts';
import { managedTable } from './world.ts';

/** All but the name, which is no value of a row but names it. */
export function valuesFor(table: string, fields: Fields): Values {
  const objects = managedTable(table)?.objects ?? [];
  const written = Object.entries(fields).filter(([name]) => name !== 'name');
  return Object.fromEntries(
    written.map(([name, text]) => {
      const kind = objects.find((object) => object.name === name)?.type.kind;
      return [name, kind === undefined ? text : valueFor(kind, text)];
    }),
  );
}

function valueFor(kind: ValueType['kind'], text: string): Written {
  if (kind === 'boolean') return text === 'true';
  if (kind === 'names') return text.split(' ').filter((word) => word !== '');
  return kind === 'choice' ? text.toLowerCase() : text;
}
