/** AgentX PDUs: their header and the pieces of their payload. RFC 2741 §5 and §6. */
import type { Oid } from '../oid.ts';
import { type SnmpValue, tagOf, type Varbind } from '../value.ts';

export const pduTypes = {
  open: 1,
  close: 2,
  register: 3,
  get: 5,
  getNext: 6,
  getBulk: 7,
  testSet: 8,
  commitSet: 9,
  undoSet: 10,
  cleanupSet: 11,
  notify: 12,
  ping: 13,
  addAgentCaps: 16,
  response: 18,
} as const;

export const headerBytes = 20;

/** A master that says more than this is none. */
const payloadMaxBytes = 1_048_576;

const contextFlag = 0x08;
const networkOrderFlag = 0x10;

export interface Header {
  readonly type: number;
  readonly hasContext: boolean;
  readonly isNetworkOrder: boolean;
  readonly session: number;
  readonly transaction: number;
  readonly packet: number;
  readonly payloadBytes: number;
}

/** undefined: this is no AgentX. */
export function readHeader(bytes: Buffer): Header | undefined {
  const flags = bytes[2] ?? 0;
  const isNetworkOrder = (flags & networkOrderFlag) !== 0;
  const word = (at: number) => (isNetworkOrder ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
  const payloadBytes = word(16);
  if (bytes[0] !== 1 || payloadBytes > payloadMaxBytes || payloadBytes % 4 !== 0) return undefined;
  return {
    type: bytes[1] ?? 0,
    hasContext: (flags & contextFlag) !== 0,
    isNetworkOrder,
    session: word(4),
    transaction: word(8),
    packet: word(12),
    payloadBytes,
  };
}

export type Addressed = Pick<Header, 'session' | 'transaction' | 'packet'>;

/** Always in network byte order. */
export function formatPdu(type: number, to: Addressed, payload: Buffer): Buffer {
  const header = Buffer.alloc(headerBytes);
  header[0] = 1;
  header[1] = type;
  header[2] = networkOrderFlag;
  header.writeUInt32BE(to.session, 4);
  header.writeUInt32BE(to.transaction, 8);
  header.writeUInt32BE(to.packet, 12);
  header.writeUInt32BE(payload.length, 16);
  return Buffer.concat([header, payload]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

export function formatOid(oid: Oid): Buffer {
  return Buffer.concat([Buffer.from([oid.length, 0, 0, 0]), ...oid.map(word)]);
}

export function formatOctets(octets: Uint8Array): Buffer {
  const padding = Buffer.alloc((4 - (octets.length % 4)) % 4);
  return Buffer.concat([word(octets.length), octets, padding]);
}

function formatValue(value: SnmpValue): Buffer {
  switch (value.type) {
    case 'integer':
    case 'counter32':
    case 'gauge32':
    case 'timeTicks':
      return word(value.value);
    case 'counter64': {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64BE(value.value);
      return bytes;
    }
    case 'oid':
      return formatOid(value.value);
    case 'octets':
    case 'ipAddress':
    case 'opaque':
      return formatOctets(value.value);
    default:
      return Buffer.alloc(0);
  }
}

export function formatVarbinds(varbinds: readonly Varbind[]): Buffer {
  return Buffer.concat(
    varbinds.flatMap(({ oid, value }) => [
      Buffer.from([0, tagOf[value.type], 0, 0]),
      formatOid(oid),
      formatValue(value),
    ]),
  );
}
