/**
 * Values of the model as the MIB types them, and back: what a SET may hold is checked here. RFC
 * 3416 §4.2.5
 */
import type { Detail, Value } from '../model/managed-object.ts';
import type { Syntax, SyntaxKind } from './mib.ts';
import type { ErrorStatus } from './pdu.ts';
import {
  counter32,
  gauge32,
  integer,
  octets,
  type SnmpValue,
  timeTicks,
  type ValueTypeName,
} from './value.ts';

/** What instants are told against: sysUpTime began at `startedAtMs`, wall time. */
export interface Instants {
  readonly startedAtMs: number;
  readonly nowMs: number;
}

const typeOf: Readonly<Record<SyntaxKind, ValueTypeName>> = {
  octets: 'octets',
  unsigned: 'gauge32',
  gauge32: 'gauge32',
  counter32: 'counter32',
  counter64: 'counter64',
  timeStamp: 'timeTicks',
  dateAndTime: 'octets',
  truth: 'integer',
  rowStatus: 'integer',
  storageType: 'integer',
  enumeration: 'integer',
  bits: 'octets',
};

function isDetail(value: Value): value is Detail {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One line for a value that other faces show in pieces: `west refused 503 Service Unavailable`. */
function textOf(value: Value): string {
  if (value === null) return '';
  if (isDetail(value)) {
    return Object.values(value)
      .filter((one) => one !== null && one !== '')
      .join(' ');
  }
  if (typeof value !== 'object') return String(value);
  const parts: readonly (string | Detail)[] = value;
  const isNames = parts.every((part) => typeof part === 'string' && !part.includes(' '));
  return parts
    .map((part) => (typeof part === 'string' ? part : textOf(part)))
    .join(isNames ? ' ' : '; ');
}

/** UTF-8 cut where a character ends. */
export function cut(text: string, max: number): SnmpValue {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= max) return { type: 'octets', value: bytes };
  let end = max;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return { type: 'octets', value: bytes.subarray(0, end) };
}

/** RFC 2579 DateAndTime, in UTC; eight zeros for no instant. */
function dateAndTime(instant: string | null): SnmpValue {
  const date = new Date(instant ?? Number.NaN);
  if (Number.isNaN(date.getTime())) return { type: 'octets', value: Buffer.alloc(8) };
  const value = Buffer.alloc(11);
  value.writeUInt16BE(date.getUTCFullYear(), 0);
  value[2] = date.getUTCMonth() + 1;
  value[3] = date.getUTCDate();
  value[4] = date.getUTCHours();
  value[5] = date.getUTCMinutes();
  value[6] = date.getUTCSeconds();
  value[7] = Math.floor(date.getUTCMilliseconds() / 100);
  value[8] = '+'.charCodeAt(0);
  return { type: 'octets', value };
}

/** A number, or for a text how long ago the instant is that it names: 0 for none. */
function numberOf(value: Value, { nowMs }: Instants): number {
  if (typeof value === 'number') return value;
  // A row that waits holds what was written to it as text.
  if (typeof value === 'string' && /^[0-9]+$/.test(value)) return Number(value);
  const atMs = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(atMs) ? 0 : Math.max(0, Math.floor((nowMs - atMs) / 1000));
}

function labelled({ labels }: Syntax, value: Value): SnmpValue {
  const [fallback = 0] = labels.values();
  return integer(labels.get(textOf(value)) ?? fallback);
}

function instantOf(value: Value): string | null {
  return typeof value === 'string' ? value : null;
}

function timeStamp(value: Value, { startedAtMs }: Instants): SnmpValue {
  const atMs = Date.parse(instantOf(value) ?? '');
  return timeTicks(Number.isNaN(atMs) ? 0 : atMs - startedAtMs);
}

type Projection = (value: Value, syntax: Syntax, instants: Instants) => SnmpValue;

const gauge: Projection = (value, _syntax, instants) => gauge32(numberOf(value, instants));

/** true is 1 and active; false is 2 and notInService. */
const truth: Projection = (value) => integer(value === true ? 1 : 2);

const projections: Readonly<Record<SyntaxKind, Projection>> = {
  octets: (value, { ranges }) => cut(textOf(value), ranges.at(-1)?.[1] ?? 255),
  counter32: (value, _syntax, instants) => counter32(numberOf(value, instants)),
  counter64: (value, _syntax, instants) => ({
    type: 'counter64',
    value: BigInt(Math.floor(numberOf(value, instants))),
  }),
  gauge32: gauge,
  unsigned: gauge,
  timeStamp: (value, _syntax, instants) => timeStamp(value, instants),
  dateAndTime: (value) => dateAndTime(instantOf(value)),
  truth,
  rowStatus: truth,
  storageType: () => integer(3),
  enumeration: (value, syntax) => labelled(syntax, value),
  bits: (value) => octets(textOf(value)),
};

export function toSnmp(value: Value, syntax: Syntax, instants: Instants): SnmpValue {
  return projections[syntax.kind](value, syntax, instants);
}

function isWithin({ ranges }: Syntax, size: number): boolean {
  return ranges.length === 0 || ranges.some(([min, max]) => size >= min && size <= max);
}

/** Why a value cannot be taken, whatever the row: RFC 3416 §4.2.5, its third to sixth step. */
export function checkSyntax(value: SnmpValue, syntax: Syntax): ErrorStatus | undefined {
  if (value.type !== typeOf[syntax.kind]) return 'wrongType';
  if (value.type === 'octets') {
    if (!isWithin(syntax, value.value.length)) return 'wrongLength';
    return isUtf8(value.value) ? undefined : 'wrongValue';
  }
  if (value.type !== 'integer' && value.type !== 'gauge32') return undefined;
  if (syntax.labels.size > 0) {
    return [...syntax.labels.values()].includes(value.value) ? undefined : 'wrongValue';
  }
  return isWithin(syntax, value.value) ? undefined : 'wrongValue';
}

function isUtf8(bytes: Uint8Array): boolean {
  return Buffer.from(Buffer.from(bytes).toString('utf8'), 'utf8').equals(bytes);
}

/** A checked value as the acts of the model read it: text, or true and false. */
export function fromSnmp(value: SnmpValue, syntax: Syntax): string | boolean {
  if (syntax.kind === 'truth') return value.type === 'integer' && value.value === 1;
  if (value.type === 'octets') return Buffer.from(value.value).toString('utf8');
  if (value.type !== 'integer' && value.type !== 'gauge32') return '';
  for (const [label, number] of syntax.labels) {
    if (number === value.value) return label;
  }
  return String(value.value);
}
