/** The judge of envelopes: the schemas of the Broadband Forum, by libxml2. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  XmlBufferInputProvider,
  XmlDocument,
  XsdValidator,
  xmlRegisterInputProvider,
} from 'libxml2-wasm';

const schemas = join(import.meta.dirname, '../../../shared/bbf');
const soap = join(import.meta.dirname, '../data/cwmp');

/** Why envelopes cannot be judged here, for `skip`; false when they can. */
export const noSchemas = existsSync(schemas)
  ? false
  : 'the schemas of the Broadband Forum are not here';

const validators = new Map<string, XsdValidator>();

function validatorOf(version: string): XsdValidator {
  const known = validators.get(version);
  if (known) return known;
  if (validators.size === 0) {
    xmlRegisterInputProvider(
      new XmlBufferInputProvider({
        'http://schemas.xmlsoap.org/soap/envelope/': readFileSync(join(soap, 'soap-envelope.xsd')),
        'http://schemas.xmlsoap.org/soap/encoding/': readFileSync(join(soap, 'soap-encoding.xsd')),
      }),
    );
  }
  using document = XmlDocument.fromBuffer(readFileSync(join(schemas, `cwmp-${version}.xsd`)));
  const validator = XsdValidator.fromDoc(document);
  validators.set(version, validator);
  return validator;
}

/** What the schema says against an envelope; undefined: nothing. */
export function violation(envelope: string): string | undefined {
  const version = /urn:dslforum-org:cwmp-(1-[0-2])/.exec(envelope)?.[1] ?? '1-2';
  using document = XmlDocument.fromString(envelope);
  try {
    validatorOf(version).validate(document);
    return arrayCounts(envelope);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The schema takes any text as an array type: its count must be true. */
function arrayCounts(envelope: string): string | undefined {
  for (const [whole, name, count] of envelope.matchAll(
    /<(\w+) soap-enc:arrayType="[\w:]+\[(\d+)\]"/g,
  )) {
    const from = envelope.indexOf(whole) + whole.length;
    const inner = envelope.slice(from, envelope.indexOf(`</${name}>`, from));
    const item = /^>\s*<(\w+)/.exec(inner)?.[1];
    const items = item ? inner.split(`</${item}>`).length - 1 : 0;
    if (items !== Number(count)) return `${name} says ${count} and has ${items}`;
  }
  return undefined;
}
