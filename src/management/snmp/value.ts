/** What a variable binding holds: the types of RFC 2578 §7.1 and the exceptions of RFC 3416 §3. */
import type { Oid } from './oid.ts';

export type SnmpValue =
  | {
      readonly type: 'integer' | 'counter32' | 'gauge32' | 'timeTicks';
      readonly value: number;
    }
  | { readonly type: 'octets' | 'ipAddress' | 'opaque'; readonly value: Uint8Array }
  | { readonly type: 'oid'; readonly value: Oid }
  | { readonly type: 'counter64'; readonly value: bigint }
  | { readonly type: 'null' | ExceptionType };

type ExceptionType = 'noSuchObject' | 'noSuchInstance' | 'endOfMibView';

export type ValueTypeName = SnmpValue['type'];

export interface Varbind {
  readonly oid: Oid;
  readonly value: SnmpValue;
}

/** The tag of each type on the wire; the same in SNMP (BER) and AgentX (RFC 2741 §5.4). */
export const tagOf: Readonly<Record<ValueTypeName, number>> = {
  integer: 0x02,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  ipAddress: 0x40,
  counter32: 0x41,
  gauge32: 0x42,
  timeTicks: 0x43,
  opaque: 0x44,
  counter64: 0x46,
  noSuchObject: 0x80,
  noSuchInstance: 0x81,
  endOfMibView: 0x82,
};

export const nullValue: SnmpValue = { type: 'null' };

export function octets(text: string): SnmpValue {
  return { type: 'octets', value: Buffer.from(text, 'utf8') };
}

export function integer(value: number): SnmpValue {
  return { type: 'integer', value };
}

/** Counters wrap; RFC 2578 §7.1.6. */
export function counter32(value: number): SnmpValue {
  return { type: 'counter32', value: value % 2 ** 32 };
}

/** Gauges latch at their highest value; RFC 2578 §7.1.7. */
export function gauge32(value: number): SnmpValue {
  return { type: 'gauge32', value: Math.min(Math.max(0, Math.floor(value)), 0xffff_ffff) };
}

/** Hundredths of a second from milliseconds, modulo 2^32. */
export function timeTicks(ms: number): SnmpValue {
  return { type: 'timeTicks', value: Math.floor(Math.max(0, ms) / 10) % 2 ** 32 };
}
