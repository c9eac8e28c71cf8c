/** A manager that writes datagrams octet by octet, good and bad. */
import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { BerReader } from '../../../src/management/snmp/ber-reader.ts';
import { BerWriter, encodeVarbinds } from '../../../src/management/snmp/ber-writer.ts';
import { type Oid, parseOid } from '../../../src/management/snmp/oid.ts';
import { readVarbinds } from '../../../src/management/snmp/pdu.ts';
import { nullValue, type SnmpValue, type Varbind } from '../../../src/management/snmp/value.ts';
import { localizedKey, masterKey } from '../../../src/management/snmp-keys.ts';
import { authPass, engineId as ourEngineId, privPass } from './snmp-world.ts';

export const tags = { get: 0xa0, getNext: 0xa1, response: 0xa2, set: 0xa3, getBulk: 0xa5 } as const;

export interface Question {
  readonly tag?: number;
  readonly requestId?: number;
  /** Non-repeaters of a GETBULK. */
  readonly second?: number;
  /** Repetitions of a GETBULK. */
  readonly third?: number;
  readonly varbinds?: readonly Varbind[];
}

export function oid(text: string): Oid {
  const parsed = parseOid(text);
  if (!parsed) throw new Error(text);
  return parsed;
}

export function ask(name: string, value: SnmpValue = nullValue): Varbind {
  return { oid: oid(name), value };
}

function writeQuestion(writer: BerWriter, question: Question): void {
  const { tag = tags.get, requestId = 7, second = 0, third = 0, varbinds = [] } = question;
  const before = writer.length;
  writer.raw(encodeVarbinds(varbinds));
  writer.wrap(0x30, before);
  writer.integer(third);
  writer.integer(second);
  writer.integer(requestId);
  writer.wrap(tag, before);
}

export function v2c(question: Question, community = 'public', version = 1): Buffer {
  const writer = new BerWriter();
  writeQuestion(writer, question);
  writer.octets(Buffer.from(community));
  writer.integer(version);
  writer.wrap(0x30, 0);
  return writer.result();
}

export interface SecureOptions {
  readonly user?: string;
  readonly engineId?: string;
  readonly boots?: number;
  readonly time?: number;
  readonly level?: 'noAuthNoPriv' | 'authNoPriv' | 'authPriv';
  readonly isReportable?: boolean;
  readonly authPass?: string;
  readonly maxSize?: number;
  readonly contextName?: string;
  /** Instead of a well-formed scoped PDU. */
  readonly scoped?: Buffer;
}

const keys = new Map<string, Buffer>();

function keyOf(pass: string): Buffer {
  const known = keys.get(pass);
  if (known) return known;
  const key = localizedKey('sha256', masterKey('sha256', pass), Buffer.from(ourEngineId, 'hex'));
  keys.set(pass, key);
  return key;
}

function iv(boots: number, time: number, salt: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(boots, 0);
  head.writeUInt32BE(time, 4);
  return Buffer.concat([head, salt]);
}

export function scopedPdu(question: Question, contextName = ''): Buffer {
  const writer = new BerWriter();
  writeQuestion(writer, question);
  writer.octets(Buffer.from(contextName));
  writer.octets(Buffer.from(ourEngineId, 'hex'));
  writer.wrap(0x30, 0);
  return writer.result();
}

const usual = {
  user: 'reader',
  engineId: ourEngineId,
  boots: 1,
  time: 0,
  level: 'authPriv',
  isReportable: true,
  maxSize: 65_507,
} as const;

/** SHA-256 and AES-128, as the users `reader` and `writer` have them. */
export function v3(question: Question, options: SecureOptions = {}): Buffer {
  const { user, engineId, boots, time, level, isReportable, maxSize } = { ...usual, ...options };
  const isAuthenticated = level !== 'noAuthNoPriv';
  const isPrivate = level === 'authPriv';
  const scoped = options.scoped ?? scopedPdu(question, options.contextName);
  const salt = randomBytes(8);
  const writer = new BerWriter(4096);
  if (isPrivate) {
    const key = keyOf(privPass).subarray(0, 16);
    const cipher = createCipheriv('aes-128-cfb', key, iv(boots, time, salt));
    writer.octets(Buffer.concat([cipher.update(scoped), cipher.final()]));
  } else writer.raw(scoped);
  const outside = writer.length;
  writer.octets(isPrivate ? salt : Buffer.alloc(0));
  const behindDigest = writer.length;
  writer.octets(Buffer.alloc(isAuthenticated ? 24 : 0));
  writer.octets(Buffer.from(user));
  writer.integer(time);
  writer.integer(boots);
  writer.octets(Buffer.from(engineId, 'hex'));
  writer.wrap(0x30, outside);
  writer.wrap(0x04, outside);
  const header = writer.length;
  writer.integer(3);
  writer.octets(
    Buffer.from([(isReportable ? 4 : 0) + (isPrivate ? 2 : 0) + (isAuthenticated ? 1 : 0)]),
  );
  writer.integer(maxSize);
  writer.integer(4711);
  writer.wrap(0x30, header);
  writer.integer(3);
  writer.wrap(0x30, 0);
  const message = writer.result();
  if (isAuthenticated) {
    const digest = createHmac('sha256', keyOf(options.authPass ?? authPass))
      .update(message)
      .digest();
    digest.copy(message, message.length - behindDigest - 24, 0, 24);
  }
  return message;
}

export interface Answered {
  readonly tag: number;
  readonly requestId: number;
  readonly errorStatus: number;
  readonly errorIndex: number;
  readonly varbinds: readonly Varbind[];
}

function readAnswer(reader: BerReader): Answered {
  const tag = reader.peek();
  reader.enter(tag);
  const requestId = reader.integer();
  const errorStatus = reader.integer();
  const errorIndex = reader.integer();
  return { tag, requestId, errorStatus, errorIndex, varbinds: readVarbinds(reader) ?? [] };
}

/** An answer of version 1 or 2c. */
export function readV2c(datagram: Buffer): Answered {
  const reader = new BerReader(datagram);
  reader.enter(0x30);
  reader.integer();
  reader.octets();
  return readAnswer(reader);
}

/** A report in the clear, or the plain scoped PDU of a test's own decryption. */
export function readScoped(scoped: Buffer): Answered {
  const reader = new BerReader(scoped);
  reader.enter(0x30);
  reader.octets();
  reader.octets();
  return readAnswer(reader);
}
