/**
 * SNMP messages on the wire: versions 1 and 2c (RFC 3416, RFC 1157), version 3 with USM (RFC 3412
 * §6, RFC 3414 §2.4).
 */
import { BerReader } from './ber-reader.ts';
import { BerWriter, sequenceTag } from './ber-writer.ts';
import { type ReadPdu, type Response, readPdu, writePdu } from './pdu.ts';
import { tagOf } from './value.ts';

export interface CommunityMessage {
  readonly kind: 'community';
  /** On the wire 0 and 1. */
  readonly version: 'v1' | 'v2c';
  readonly community: string;
  readonly pdu: ReadPdu;
}

export interface SecureMessage {
  readonly kind: 'secure';
  readonly messageId: number;
  readonly maxSize: number;
  readonly isReportable: boolean;
  readonly isAuthenticated: boolean;
  readonly isPrivate: boolean;
  readonly engineId: Buffer;
  readonly boots: number;
  readonly time: number;
  readonly userName: string;
  /** A part of the datagram itself: the digest is computed over it zeroed. */
  readonly authentication: Buffer;
  readonly privacy: Buffer;
  /** The scoped PDU, or its encryption. */
  readonly data: Buffer;
}

type Refused = 'malformed' | 'badVersion' | 'unknownSecurityModel' | 'invalid';

export type ReadMessage = CommunityMessage | SecureMessage | Refused;

const usmModel = 3;

export function readMessage(datagram: Buffer): ReadMessage {
  const reader = new BerReader(datagram);
  const outer = reader.enter(sequenceTag);
  const version = reader.integer();
  if (!reader.isSound) return 'malformed';
  if (version === 3) return readSecure(reader, datagram, outer);
  if (version !== 0 && version !== 1) return 'badVersion';
  const community = reader.octets().toString('latin1');
  const pdu = readPdu(reader);
  // What is no request is not read to its end.
  if (pdu !== 'notARequest') reader.leave(outer);
  if (!reader.isSound) return 'malformed';
  return { kind: 'community', version: version === 0 ? 'v1' : 'v2c', community, pdu };
}

function readSecure(reader: BerReader, datagram: Buffer, outer: number): ReadMessage {
  const header = reader.enter(sequenceTag);
  const messageId = reader.integer();
  const maxSize = reader.integer();
  const flags = reader.octets();
  const model = reader.integer();
  reader.leave(header);
  const parameters = reader.octets();
  if (!reader.isSound || flags.length !== 1 || messageId < 0) return 'malformed';
  if (model !== usmModel) return 'unknownSecurityModel';
  const bits = flags[0] ?? 0;
  const isPrivate = (bits & 2) !== 0;
  const isAuthenticated = (bits & 1) !== 0;
  // RFC 3412 §7.2, step 5d: privacy without authentication is no level.
  if (isPrivate && !isAuthenticated) return 'invalid';
  const start = reader.at;
  reader.octets(isPrivate ? tagOf.octets : sequenceTag);
  const end = reader.at;
  reader.leave(outer);
  if (!reader.isSound) return 'malformed';
  const data = datagram.subarray(start, end);
  return readParameters(parameters, {
    kind: 'secure',
    messageId,
    maxSize,
    isReportable: (bits & 4) !== 0,
    isAuthenticated,
    isPrivate,
    data: isPrivate ? new BerReader(data).octets() : data,
  });
}

type Header = Omit<
  SecureMessage,
  'engineId' | 'boots' | 'time' | 'userName' | 'authentication' | 'privacy'
>;

function readParameters(parameters: Buffer, header: Header): ReadMessage {
  const reader = new BerReader(parameters);
  const outer = reader.enter(sequenceTag);
  const engineId = reader.octets();
  const boots = reader.integer();
  const time = reader.integer();
  const userName = reader.octets().toString('utf8');
  const authentication = reader.octets();
  const privacy = reader.octets();
  reader.leave(outer);
  if (!reader.isSound || engineId.length > 32 || userName.length > 32) return 'malformed';
  if (boots < 0 || time < 0) return 'malformed';
  return { ...header, engineId, boots, time, userName, authentication, privacy };
}

/** What is inside a scoped PDU. */
export interface ScopedPdu {
  readonly contextEngineId: Buffer;
  readonly contextName: string;
  readonly pdu: ReadPdu;
}

/** A decrypted scoped PDU may be followed by padding. */
export function readScopedPdu(data: Buffer): ScopedPdu | undefined {
  const reader = new BerReader(data);
  const outer = reader.enter(sequenceTag);
  const contextEngineId = reader.octets();
  const contextName = reader.octets().toString('utf8');
  const pdu = readPdu(reader);
  if (pdu !== 'notARequest') reader.leave(outer);
  return reader.isSound ? { contextEngineId, contextName, pdu } : undefined;
}

export function formatCommunityMessage(
  { version, community }: CommunityMessage,
  response: Response,
): Buffer {
  const writer = new BerWriter();
  writePdu(writer, response);
  writer.octets(Buffer.from(community, 'latin1'));
  writer.integer(version === 'v1' ? 0 : 1);
  writer.wrap(sequenceTag, 0);
  return writer.result();
}

export function formatScopedPdu(
  contextEngineId: Buffer,
  contextName: string,
  response: Response,
  tag?: number,
): Buffer {
  const writer = new BerWriter();
  writePdu(writer, response, tag);
  writer.octets(Buffer.from(contextName, 'utf8'));
  writer.octets(contextEngineId);
  writer.wrap(sequenceTag, 0);
  return writer.result();
}

/** A message to be sent; `authentication`: zeros of the digest's length, to be replaced. */
export type SecureParts = Omit<SecureMessage, 'kind' | 'isReportable'>;

/** The message, and where in it the digest stands. */
export function formatSecureMessage(parts: SecureParts): {
  readonly message: Buffer;
  readonly digest: Buffer;
} {
  const writer = new BerWriter();
  if (parts.isPrivate) writer.octets(parts.data);
  else writer.raw(parts.data);
  const outside = writer.length;
  writer.octets(parts.privacy);
  const behindDigest = writer.length;
  writer.octets(parts.authentication);
  writer.octets(Buffer.from(parts.userName, 'utf8'));
  writer.integer(parts.time);
  writer.integer(parts.boots);
  writer.octets(parts.engineId);
  writer.wrap(sequenceTag, outside);
  writer.wrap(tagOf.octets, outside);
  const header = writer.length;
  writer.integer(usmModel);
  writer.octets(Buffer.from([(parts.isPrivate ? 2 : 0) + (parts.isAuthenticated ? 1 : 0)]));
  writer.integer(parts.maxSize);
  writer.integer(parts.messageId);
  writer.wrap(sequenceTag, header);
  writer.integer(3);
  writer.wrap(sequenceTag, 0);
  const message = writer.result();
  const end = message.length - behindDigest;
  return { message, digest: message.subarray(end - parts.authentication.length, end) };
}
