/** What a face asks to be written, checked against the objects before any act sees it. */
import { shown } from '../../domain/names.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Access, ManagedObject, Values, ValueType, Written } from './managed-object.ts';

export function checkValues(
  objects: readonly ManagedObject[],
  values: Values,
  writable: readonly Access[],
): void {
  for (const [name, value] of Object.entries(values)) {
    const object = objects.find((one) => one.name === name);
    if (!object) throw new Refusal('E-OBJECT', `there is no "${shown(name)}" here`);
    if (value === undefined) continue;
    if (!writable.includes(object.access)) {
      const when = object.access === 'create' ? ' once the row exists' : '';
      throw new Refusal('E-READ-ONLY', `${name} cannot be written${when}`);
    }
    checkType(object, value);
  }
}

function checkType({ name, type }: ManagedObject, value: Written): void {
  const shape = shapeOf(type);
  if (shape !== shapeOfValue(value)) throw new Refusal('E-VALUE', `${name} is ${shape}`);
  if (type.kind === 'choice' && typeof value === 'string' && !type.choices.includes(value)) {
    const choices = type.choices.join(', ');
    throw new Refusal('E-VALUE', `${name} is ${choices}, not "${shown(value)}"`);
  }
}

type Shape = 'true or false' | 'a list of names' | 'a text';

function shapeOf({ kind }: ValueType): Shape {
  if (kind === 'boolean') return 'true or false';
  return kind === 'names' ? 'a list of names' : 'a text';
}

function shapeOfValue(value: Written): Shape {
  if (typeof value === 'boolean') return 'true or false';
  return typeof value === 'string' ? 'a text' : 'a list of names';
}
