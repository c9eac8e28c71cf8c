/** Codes set by an operator: for all ports, or for one. Manual §1.12 (L131, L134, P652). */
import {
  type CodedService,
  type Codes,
  codedServices,
  codesAt,
  initialCodes,
  isCodedService,
  noCode,
  takesNumber,
} from './coded-services.ts';
import type { Configuration, ServiceCode } from './configuration.ts';
import { compileDigitMap } from './digit-map.ts';
import { limits } from './limits.ts';
import { checkName, checkNew, find, shown } from './names.ts';
import { Refusal } from './refusal.ts';

export interface ServiceCodeFields extends Codes {
  readonly name: string;
  readonly service: string;
  readonly port?: string | undefined;
}

/** As an operator says them. */
const parts = [
  ['onPrefix', 'on-prefix'],
  ['onSuffix', 'on-suffix'],
  ['offPrefix', 'off-prefix'],
  ['reactPrefix', 'react-prefix'],
  ['erasePrefix', 'erase-prefix'],
] as const;

export function createServiceCode(
  configuration: Configuration,
  fields: ServiceCodeFields,
): Configuration {
  const { name, port } = fields;
  checkNew(configuration.serviceCodes, name, 'service code');
  const said = parts.flatMap(([part]) => (fields[part] ? [[part, fields[part]]] : []));
  const row: ServiceCode = {
    name,
    service: readService(fields.service),
    ...(port && { port }),
    ...Object.fromEntries(said),
  };
  const serviceCodes = [...configuration.serviceCodes, row];
  checkServiceCodes(serviceCodes);
  return { ...configuration, serviceCodes };
}

export function deleteServiceCode(configuration: Configuration, name: string): Configuration {
  find(configuration.serviceCodes, name, 'service code');
  const serviceCodes = configuration.serviceCodes.filter((one) => one.name !== name);
  return { ...configuration, serviceCodes };
}

/** Every rule of the list, and that no code of a port means two things. */
export function checkServiceCodes(rows: readonly ServiceCode[]): void {
  if (rows.length > limits.serviceCodesMax) {
    throw new Refusal('E-CODE-LIMIT', `at most ${limits.serviceCodesMax} service codes may exist`);
  }
  for (const row of rows) checkRow(row, rows);
  for (const port of new Set([undefined, ...rows.map((row) => row.port)])) {
    checkDistinct(rows, port);
  }
}

function readService(text: string): CodedService {
  if (isCodedService(text)) return text;
  const choices = codedServices.join(', ');
  throw new Refusal('E-VALUE', `a service with codes is ${choices}, not "${shown(text)}"`);
}

function checkRow(row: ServiceCode, rows: readonly ServiceCode[]): void {
  checkName(row.name, 'service code');
  const service = readService(row.service);
  const twin = rows.find((one) => one.service === service && one.port === row.port);
  if (twin && twin !== row) {
    throw new Refusal('E-CODE-TAKEN', `"${twin.name}" has the codes of ${service} there already`);
  }
  for (const [part, word] of parts) {
    const text = row[part];
    if (text === undefined) continue;
    if (!(part in initialCodes[service])) throw new Refusal('E-VALUE', `${service} has no ${word}`);
    if (text === noCode) continue;
    if (part === 'onSuffix') checkSuffix(text);
    else checkPrefix(text, word);
  }
}

function checkPrefix(text: string, word: string): void {
  compileDigitMap(text, limits.codeLength);
  if (/^[0-9#*.|[\]-]+$/.test(text)) return;
  const rule = `${word} is made of digits and # * . | [ ] -`;
  throw new Refusal('E-DIGIT-MAP', `"${shown(text)}": ${rule}`);
}

function checkSuffix(text: string): void {
  if (/^[0-9*#]$/.test(text)) return;
  throw new Refusal('E-DIGITS', `"${shown(text)}": on-suffix is one of 0-9, * and #`);
}

/** A code alone and the same code before a number are two. */
function checkDistinct(rows: readonly ServiceCode[], port: string | undefined): void {
  const meanings = new Map<string, string>();
  for (const service of codedServices) {
    const codes = codesAt(rows, service, port);
    for (const [part, word] of parts) {
      const text = codes[part];
      if (text === undefined || part === 'onSuffix') continue;
      const code = takesNumber(service, part) ? `${text} and a number` : text;
      const meaning = meanings.get(code);
      if (meaning !== undefined) throw new Refusal('E-CODE-TAKEN', `${code} is ${meaning} already`);
      meanings.set(code, `${word} of ${service}`);
    }
  }
}
