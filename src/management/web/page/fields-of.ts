/** The fields of a collection's form, read from the description that the gateway serves. */

export interface FieldOf {
  readonly name: string;
  readonly help: string;
  readonly input: 'text' | 'number' | 'tick' | 'names' | 'password';
  readonly options: readonly string[] | undefined;
  readonly isRequired: boolean;
}

interface Property {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly readOnly?: boolean;
  readonly examples?: readonly string[];
  /** A piece of another field: machines write it. */
  readonly 'x-piece'?: boolean;
}

interface Body {
  readonly properties: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
}

interface Operation {
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: Body } };
  };
}

export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

function inputOf({ type, format }: Property): FieldOf['input'] {
  const types = [type].flat();
  if (types.includes('boolean')) return 'tick';
  if (types.includes('integer')) return 'number';
  if (types.includes('array')) return 'names';
  return format === 'password' ? 'password' : 'text';
}

/** Empty: nothing there can be written in this way. */
export function fieldsOf(
  { paths }: Description,
  path: string,
  method: 'post' | 'patch',
): readonly FieldOf[] {
  const body = paths[path]?.[method]?.requestBody?.content['application/json'].schema;
  if (!body) return [];
  return Object.entries(body.properties)
    .filter(([, property]) => !property.readOnly && !property['x-piece'])
    .map(([name, property]) => ({
      name,
      help: property.description ?? '',
      input: inputOf(property),
      options: property.examples,
      isRequired: body.required?.includes(name) ?? false,
    }));
}

export function mayBe(description: Description, path: string, method: string): boolean {
  return description.paths[path]?.[method] !== undefined;
}

/** What stands in an input for a value. */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(' ');
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** What is sent for what stands in an input. */
export function valueOf({ input }: FieldOf, text: string): unknown {
  if (input === 'tick') return text === 'true';
  if (input === 'names') return text.split(/[\s,]+/).filter((word) => word !== '');
  return text;
}
