/**
 * Inputs and decisions of charts as JSON: what JSON has no word for is tagged, secrets become names
 * of which only the same and another can be told.
 */

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** A name for each secret text, the same for the same text. */
export type SecretName = (text: string) => string;

/** Names that are handed out as they are asked for: `secret 1`, `secret 2`. */
export function secretNames(): SecretName {
  const names = new Map<string, string>();
  return (text) => {
    const name = names.get(text) ?? `secret ${names.size + 1}`;
    names.set(text, name);
    return name;
  };
}

/** Deeper than any context; what lies below is cut. */
const depthMax = 24;

export function encode(value: unknown, secret: SecretName, depth = 0): Json {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : { '@number': String(value) };
  }
  if (value === undefined) return { '@undefined': true };
  if (typeof value === 'function') return { '@function': true };
  if (typeof value !== 'object' || depth > depthMax) return { '@omitted': typeof value };
  return encodeObject(value, secret, (one) => encode(one, secret, depth + 1));
}

function encodeObject(value: object, secret: SecretName, inner: (one: unknown) => Json): Json {
  if (Array.isArray(value)) return value.map(inner);
  if (value instanceof Map) return { '@map': [...value].map((pair) => pair.map(inner)) };
  if (value instanceof Set) return { '@set': [...value].map(inner) };
  if (value instanceof Error) return { '@error': value.message };
  if (value instanceof Uint8Array) return { '@bytes': value.length };
  if (isSecret(value)) return { '@secret': secret(value.reveal()) };
  if (isActor(value)) return { '@actor': value.id };
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key.startsWith('@') ? `@${key}` : key, inner(one)]),
  );
}

/** What the tags stand for when the charts run again. */
export interface Meanings {
  /** `path`: where the function stood: `queries.plan`. */
  call(path: string): (...args: readonly unknown[]) => unknown;
  actor(id: string): unknown;
  secret(name: string): unknown;
}

export function decode(json: Json, meanings: Meanings, path = ''): unknown {
  if (typeof json !== 'object' || json === null) return json;
  const inner = (one: Json, key: string) =>
    decode(one, meanings, path === '' ? key : `${path}.${key}`);
  if (isList(json)) return json.map((one, at) => inner(one, String(at)));
  const [tag] = Object.keys(json);
  if (tag === undefined || !/^@[a-z]/.test(tag)) {
    return Object.fromEntries(
      Object.entries(json).map(([key, one]) => {
        const name = key.startsWith('@@') ? key.slice(1) : key;
        return [name, inner(one, name)];
      }),
    );
  }
  return meant(tag, json[tag] ?? null, meanings, path, inner);
}

function meant(
  tag: string,
  value: Json,
  meanings: Meanings,
  path: string,
  inner: (one: Json, key: string) => unknown,
): unknown {
  switch (tag) {
    case '@number':
      return Number(textOf(value));
    case '@function':
      return meanings.call(path);
    case '@actor':
      return meanings.actor(textOf(value));
    case '@secret':
      return meanings.secret(textOf(value));
    case '@error':
      return new Error(textOf(value));
    case '@map':
      return new Map(
        listOf(value).map((pair) => {
          const [key = null, one = null] = listOf(pair);
          return [inner(key, 'key'), inner(one, 'value')];
        }),
      );
    case '@set':
      return new Set(listOf(value).map((one, at) => inner(one, String(at))));
    default:
      return undefined;
  }
}

function textOf(json: Json): string {
  return typeof json === 'string' ? json : '';
}

function listOf(json: Json): readonly Json[] {
  return isList(json) ? json : [];
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

function isSecret(value: object): value is { reveal(): string } {
  return 'reveal' in value && typeof value.reveal === 'function';
}

function isActor(value: object): value is { readonly id: string } {
  return 'send' in value && 'getSnapshot' in value && 'id' in value && typeof value.id === 'string';
}
