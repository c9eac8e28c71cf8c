/** Header fields made by us, and pure edits of header fields. RFC 3261 §7.3. */
import { skipClass, TOKEN } from './characters.ts';
import { findHeaderName, spell } from './header-names.ts';
import type { Fields, Headers } from './message.ts';
import { firstElement, furtherElements, splitList } from './split.ts';

type Field = readonly [name: string, value: string];

function isList(name: string): boolean {
  return findHeaderName(name)?.list ?? false;
}

function sameField(name: string, wanted: string): boolean {
  return name === wanted || name.toLowerCase() === wanted.toLowerCase();
}

class FieldHeaders implements Headers {
  readonly #fields: Fields;

  constructor(fields: Fields) {
    this.#fields = fields;
  }

  first(name: string): string | undefined {
    const wanted = spell(name);
    for (const [own, value] of this.#fields) {
      if (!sameField(own, wanted)) continue;
      if (!isList(wanted)) return value;
      if (value !== '') return firstElement(value);
    }
    return undefined;
  }

  all(name: string): readonly string[] {
    const wanted = spell(name);
    const values: string[] = [];
    for (const [own, value] of this.#fields) {
      if (!sameField(own, wanted)) continue;
      if (isList(wanted)) values.push(...splitList(value));
      else values.push(value);
    }
    return values;
  }

  count(name: string): number {
    const wanted = spell(name);
    let count = 0;
    for (const [own] of this.#fields) if (sameField(own, wanted)) count += 1;
    return count;
  }

  fields(): Fields {
    return this.#fields;
  }
}

/** A value can never begin another line: line ends in it become blanks. */
function clean([name, value]: Field): Field {
  if (name === '' || skipClass(name, 0, TOKEN) !== name.length)
    throw new Error(`not a header name: ${JSON.stringify(name)}`);
  return [spell(name), /[\r\n]/.test(value) ? value.replace(/[\r\n]/g, ' ') : value];
}

/** Headers of these fields, compact names written in full. */
export function createHeaders(fields: Fields): Headers {
  return new FieldHeaders(fields.map(clean));
}

/** With one more field before all others: a Via is put on top this way (§18.1.1). */
export function prependField(headers: Headers, name: string, value: string): Headers {
  return new FieldHeaders([clean([name, value]), ...headers.fields()]);
}

export function appendFields(headers: Headers, fields: Fields): Headers {
  return new FieldHeaders([...headers.fields(), ...fields.map(clean)]);
}

export function removeFields(headers: Headers, name: string): Headers {
  const wanted = spell(name);
  return new FieldHeaders(headers.fields().filter(([own]) => !sameField(own, wanted)));
}

/**
 * With this one field where the first of its name stood, or at the end; the others of it are gone.
 */
export function replaceField(headers: Headers, name: string, value: string): Headers {
  const field = clean([name, value]);
  const fields: Field[] = [];
  let placed = false;
  for (const other of headers.fields()) {
    if (!sameField(other[0], field[0])) {
      fields.push(other);
    } else if (!placed) {
      fields.push(field);
      placed = true;
    }
  }
  if (!placed) fields.push(field);
  return new FieldHeaders(fields);
}

/** With another first value, or without it; all further values of the list stay. */
export function replaceFirst(headers: Headers, name: string, value: string | undefined): Headers {
  const wanted = spell(name);
  const fields = [...headers.fields()];
  const at = fields.findIndex(([own, text]) => sameField(own, wanted) && text !== '');
  const present = fields[at];
  if (present === undefined) return headers;
  const rest = isList(wanted) ? furtherElements(present[1]) : undefined;
  const values = [value, rest].filter((part) => part !== undefined);
  fields.splice(at, 1, ...values.map((part) => clean([wanted, part])));
  return new FieldHeaders(fields);
}
