/** Requests and responses as RFC 3416 §3 has them: read from octets, written to octets. */
import { BerReader } from './ber-reader.ts';
import { BerWriter, sequenceTag } from './ber-writer.ts';
import { limits } from './limits.ts';
import type { Varbind } from './value.ts';

export type Operation = 'get' | 'getNext' | 'getBulk' | 'set';

export interface Pdu {
  readonly operation: Operation;
  readonly requestId: number;
  readonly nonRepeaters: number;
  readonly maxRepetitions: number;
  readonly varbinds: readonly Varbind[];
}

const operationOfTag = new Map<number, Operation>([
  [0xa0, 'get'],
  [0xa1, 'getNext'],
  [0xa5, 'getBulk'],
  [0xa3, 'set'],
]);

const responseTag = 0xa2;
export const reportTag = 0xa8;

/** RFC 3416 §3, in the order of their numbers. */
export const errorStatuses = [
  'noError',
  'tooBig',
  'noSuchName',
  'badValue',
  'readOnly',
  'genErr',
  'noAccess',
  'wrongType',
  'wrongLength',
  'wrongEncoding',
  'wrongValue',
  'noCreation',
  'inconsistentValue',
  'resourceUnavailable',
  'commitFailed',
  'undoFailed',
  'authorizationError',
  'notWritable',
  'inconsistentName',
] as const;

export type ErrorStatus = (typeof errorStatuses)[number];

/** What reading a PDU came to: it is none of ours, it is broken, or here it is. */
export type ReadPdu = Pdu | 'notARequest' | 'malformed';

export function readPdu(reader: BerReader): ReadPdu {
  const tag = reader.peek();
  const operation = operationOfTag.get(tag);
  // Responses, reports and traps are for other applications than ours: RFC 3412 §4.2.2.1.2.
  if (operation === undefined) return tag >= 0xa0 && tag <= 0xa8 ? 'notARequest' : 'malformed';
  const outer = reader.enter(tag);
  const requestId = reader.integer();
  const nonRepeaters = reader.integer();
  const maxRepetitions = reader.integer();
  const varbinds = readVarbinds(reader);
  reader.leave(outer);
  if (!reader.isSound || varbinds === undefined) return 'malformed';
  return { operation, requestId, nonRepeaters, maxRepetitions, varbinds };
}

/** undefined: broken, or more than anybody needs. */
export function readVarbinds(reader: BerReader): readonly Varbind[] | undefined {
  const varbinds: Varbind[] = [];
  const list = reader.enter(sequenceTag);
  while (reader.isSound && !reader.isAtEnd) {
    const one = reader.enter(sequenceTag);
    varbinds.push({ oid: reader.oid(), value: reader.value() });
    reader.leave(one);
    if (varbinds.length > limits.varbindsMax) return undefined;
  }
  reader.leave(list);
  return reader.isSound ? varbinds : undefined;
}

/** Variable bindings that are encoded already, as octets. */
export function decodeVarbinds(encoded: Uint8Array): readonly Varbind[] {
  const writer = new BerWriter(encoded.length + 8);
  writer.raw(encoded);
  writer.wrap(sequenceTag, 0);
  return readVarbinds(new BerReader(writer.result())) ?? [];
}

export interface Response {
  readonly requestId: number;
  /** Numbers of RFC 3416; the codes of version 1 are the first six. */
  readonly errorStatus: number;
  readonly errorIndex: number;
  /** Variable bindings, encoded one after the other. */
  readonly varbinds: Uint8Array;
}

export function writePdu(writer: BerWriter, response: Response, tag = responseTag): void {
  const before = writer.length;
  writer.raw(response.varbinds);
  writer.wrap(sequenceTag, before);
  writer.integer(response.errorIndex);
  writer.integer(response.errorStatus);
  writer.integer(response.requestId);
  writer.wrap(tag, before);
}
