/** The types of parameters: `string(64)`, `unsignedInt(1:65535)`, `string{UDP|TCP}`. TR-106 */
import { CwmpFault, type FaultCode } from '../soap/fault.ts';

type BaseType = 'string' | 'int' | 'unsignedInt' | 'unsignedLong' | 'boolean' | 'dateTime';

export interface ValueType {
  readonly base: BaseType;
  /** Characters of a string, or the range of a number. */
  readonly min: number;
  readonly max: number;
  readonly choices: readonly string[];
}

export type Scalar = string | number | boolean;

export const unknownTime = '0001-01-01T00:00:00Z';

const ranges: Readonly<Record<BaseType, readonly [min: number, max: number]>> = {
  string: [0, 65_535],
  int: [-2_147_483_648, 2_147_483_647],
  unsignedInt: [0, 4_294_967_295],
  unsignedLong: [0, Number.MAX_SAFE_INTEGER],
  boolean: [0, 1],
  dateTime: [0, 32],
};

function isBase(word: string): word is BaseType {
  return Object.hasOwn(ranges, word);
}

const known = new Map<string, ValueType>();

/** Reads the short notation; each text once. */
export function valueType(notation: string): ValueType {
  const before = known.get(notation);
  if (before) return before;
  const [, word = '', bounds, list] =
    /^([A-Za-z]+)(?:\(([0-9:-]+)\))?(?:\{(.*)\})?$/.exec(notation) ?? [];
  if (!isBase(word)) throw new Error(`no type "${notation}"`);
  const [low, high] = (bounds ?? '').split(':');
  const [min, max] = ranges[word];
  const type: ValueType = {
    base: word,
    min: high === undefined ? min : low === '' ? min : Number(low),
    max: high === undefined ? Number(low || max) : high === '' ? max : Number(high),
    choices: list === undefined ? [] : list.split('|'),
  };
  known.set(notation, type);
  return type;
}

/**
 * What goes on the wire; what does not fit the type is a fault of ours, so it is cut or clamped,
 * never sent wrong.
 */
export function formatValue({ base, min, max }: ValueType, value: Scalar): string {
  if (base === 'boolean') return value === true || value === 'true' || value === '1' ? '1' : '0';
  if (base === 'dateTime') return value === '' ? unknownTime : String(value);
  if (base === 'string') return String(value).slice(0, max);
  const number = Number(value);
  return String(Number.isFinite(number) ? Math.min(Math.max(min, Math.trunc(number)), max) : min);
}

/** TR-106 has no fractions of seconds in a dateTime of ours. */
export function instant(value: unknown): string {
  return typeof value === 'string' ? `${value.slice(0, 19)}Z` : '';
}

/** The xsi:type of a value, with its prefix. */
export function xsiType({ base }: ValueType): string {
  return `xsd:${base}`;
}

const declared: Readonly<Record<string, readonly BaseType[]>> = {
  string: ['string', 'int', 'unsignedInt', 'unsignedLong', 'boolean', 'dateTime'],
  int: ['int', 'unsignedInt', 'unsignedLong'],
  unsignedInt: ['int', 'unsignedInt', 'unsignedLong'],
  long: ['int', 'unsignedInt', 'unsignedLong'],
  unsignedLong: ['int', 'unsignedInt', 'unsignedLong'],
  boolean: ['boolean'],
  dateTime: ['dateTime'],
  base64: [],
  hexBinary: [],
};

/** Whether a value declared as `xsi:type` may be written here: ACSs mix up the kinds of numbers. */
function mayDeclare({ base }: ValueType, xsi: string | undefined): boolean {
  if (xsi === undefined) return true;
  return declared[xsi.replace(/^.*:/, '')]?.includes(base) ?? false;
}

function refuse(code: FaultCode, text: string): never {
  throw new CwmpFault(code, text);
}

const dateTime =
  /^[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})?$/;

/** As the tree keeps it. Throws 9006 for a wrong type, 9007 for what the type rules out. */
export function parseValue(type: ValueType, text: string, xsi?: string): string {
  if (!mayDeclare(type, xsi)) refuse(9006, `a ${type.base} is expected`);
  if (type.base === 'string') return parseString(type, text);
  const trimmed = text.trim();
  if (type.base === 'boolean') {
    if (!/^(0|1|true|false)$/.test(trimmed)) refuse(9007, '0, 1, true or false is expected');
    return trimmed === '1' || trimmed === 'true' ? 'true' : 'false';
  }
  if (type.base === 'dateTime') {
    if (!dateTime.test(trimmed)) refuse(9007, 'a date and time is expected');
    return utc(trimmed);
  }
  if (!/^[+-]?[0-9]{1,20}$/.test(trimmed)) refuse(9007, 'a number is expected');
  const number = Number(trimmed);
  if (number < type.min || number > type.max) refuse(9007, `${type.min} to ${type.max}`);
  return String(number);
}

function parseString({ min, max, choices }: ValueType, text: string): string {
  if (text.length < min || text.length > max) refuse(9007, `at most ${max} characters`);
  if (choices.length > 0 && !choices.includes(text)) refuse(9007, choices.join(' or '));
  return text;
}

/** TR-106: what names no zone is in UTC. */
function utc(text: string): string {
  if (text.startsWith('0001-01-01T00:00:00')) return unknownTime;
  const hasZone = /(Z|[+-][0-9]{2}:[0-9]{2})$/.test(text);
  const ms = Date.parse(hasZone ? text : `${text}Z`);
  if (Number.isNaN(ms)) refuse(9007, 'no such date');
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
