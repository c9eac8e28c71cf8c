/**
 * The configuration as a revision's text: JSON whose secrets are sealed, each to its place. `null`
 * is what is undefined: a listener that is off must not be taken for one that nobody spoke of yet.
 */
import type { Configuration } from '../domain/configuration.ts';
import { emptyConfiguration } from '../domain/empty-configuration.ts';
import { Refusal } from '../domain/refusal.ts';
import { createSecret } from '../domain/secret.ts';
import type { Sealing } from './sealing.ts';

/** Keys and row names from the root, as in `users/alice/password`. */
type Path = readonly string[];

export function encodeConfiguration(configuration: Configuration, seal: Sealing['seal']): string {
  return JSON.stringify(sealAll(configuration, [], seal));
}

/** Refuses with `E-SECRET-SEALED` what does not open, with `E-STORE-FAILED` what is no document. */
export function decodeConfiguration(text: string, unseal: Sealing['unseal']): Configuration {
  const document = openAll(parse(text), [], unseal);
  if (!isObject(document)) {
    throw new Refusal('E-STORE-FAILED', 'the stored configuration is no object');
  }
  return complete(document);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('E-STORE-FAILED', 'the stored configuration is no JSON');
  }
}

function sealAll(value: unknown, path: Path, seal: Sealing['seal']): unknown {
  if (Array.isArray(value)) {
    return value.map((row, index) => sealAll(row, [...path, rowName(row, index)], seal));
  }
  if (value === undefined) return null;
  if (!isObject(value)) return value;
  if ('reveal' in value && typeof value['reveal'] === 'function') {
    return { sealed: seal(String(value['reveal']()), path.join('/')) };
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      escapeKey(key),
      sealAll(part, [...path, key], seal),
    ]),
  );
}

function openAll(value: unknown, path: Path, unseal: Sealing['unseal']): unknown {
  if (Array.isArray(value)) {
    return value.map((row, index) => openAll(row, [...path, rowName(row, index)], unseal));
  }
  if (value === null) return undefined;
  if (!isObject(value)) return value;
  if ('sealed' in value) return createSecret(unseal(String(value['sealed']), path.join('/')));
  return Object.fromEntries(
    Object.entries(value).map(([escaped, part]) => {
      const key = unescapeKey(escaped);
      return [key, openAll(part, [...path, key], unseal)];
    }),
  );
}

/** Rows go by their names, so that a secret stays in its place when a row above it is deleted. */
function rowName(row: unknown, index: number): string {
  return isObject(row) && typeof row['name'] === 'string' ? row['name'] : String(index);
}

/** A key that is really called `sealed` is written `$sealed`: it must not be taken for a secret. */
function escapeKey(key: string): string {
  return /^\$*sealed$/.test(key) ? `$${key}` : key;
}

function unescapeKey(key: string): string {
  return /^\$+sealed$/.test(key) ? key.slice(1) : key;
}

/** What an older Offhook did not know yet is as in an empty configuration, one level deep. */
function complete(document: Readonly<Record<string, unknown>>): Configuration {
  const known = Object.entries(emptyConfiguration).map(([key, initial]) => {
    const stored = document[key];
    if (stored === undefined) return [key, initial];
    return [key, isObject(initial) && isObject(stored) ? { ...initial, ...stored } : stored];
  });
  return { ...emptyConfiguration, ...document, ...Object.fromEntries(known) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
