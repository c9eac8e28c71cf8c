/** JSON Schemas from the model: what validates a request also documents it. */
import type { ManagedObject, ValueType } from '../model.ts';

export type Schema = Readonly<Record<string, unknown>>;

const nullable = (schema: Schema): Schema => ({ ...schema, type: [schema['type'], 'null'] });

/** A value as it is read. */
function readSchema(type: ValueType): Schema {
  switch (type.kind) {
    case 'text':
    case 'secret':
    case 'choice':
      return nullable({ type: 'string' });
    case 'integer':
    case 'counter':
    case 'gauge':
      return nullable({ type: 'number', ...('unit' in type && { 'x-unit': type.unit }) });
    case 'boolean':
      return nullable({ type: 'boolean' });
    case 'instant':
      return nullable({ type: 'string', format: 'date-time' });
    case 'texts':
    case 'names':
      return { type: 'array', items: { type: 'string' } };
    case 'detail':
      return { type: ['object', 'null'], additionalProperties: true };
    case 'details':
      return { type: 'array', items: { type: 'object', additionalProperties: true } };
  }
}

/** A value as it may be written; the model's own rules are stricter and say why. */
function writeSchema(type: ValueType): Schema {
  switch (type.kind) {
    case 'text':
      return { type: ['string', 'null'], maxLength: Math.max(type.max, 1024) };
    case 'secret':
      return { type: ['string', 'null'], format: 'password', maxLength: Math.max(type.max, 1024) };
    case 'choice':
      return { type: ['string', 'null'], examples: type.choices };
    case 'integer':
      return { type: ['integer', 'string', 'null'], maxLength: 20 };
    case 'boolean':
      return { type: 'boolean' };
    case 'names':
      return { type: ['array', 'null'], items: { type: 'string', maxLength: 64 }, maxItems: 200 };
    case 'counter':
    case 'gauge':
    case 'instant':
    case 'texts':
    case 'detail':
    case 'details':
      return {};
  }
}

export function rowSchema(objects: readonly ManagedObject[]): Schema {
  const properties = objects.map(({ name, type, access, help }): [string, Schema] => [
    name,
    {
      ...readSchema(type),
      description: help,
      ...(access === 'read' && { readOnly: true }),
      ...(type.kind === 'choice' && { examples: type.choices }),
    },
  ]);
  return { type: 'object', properties: Object.fromEntries(properties) };
}

/** A piece of a value that has a word on the command line: machines write it, people the whole. */
function isPiece({ access, type, cli }: ManagedObject): boolean {
  return access === 'write' && cli === undefined && type.kind !== 'names';
}

/** What may be sent; `isWhole`: all that is required must be there. */
export function bodySchema(objects: readonly ManagedObject[], isWhole: boolean): Schema {
  const properties = objects.map((object): [string, Schema] => {
    const { name, type, access, help } = object;
    if (access === 'read') return [name, { description: help, readOnly: true }];
    const piece = isPiece(object) ? { 'x-piece': true } : {};
    return [name, { ...writeSchema(type), description: help, ...piece }];
  });
  const required = objects.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(properties),
    ...(isWhole && required.length > 0 && { required }),
  };
}

/** RFC 9457. */
export const problemSchema: Schema = {
  type: 'object',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', description: 'as on the command line: stable' },
  },
};
