/**
 * A question for addresses and its answer on the wire, with the bit that tells who knows. RFC 1035
 * §4
 */

/** What a name server said. */
export interface DnsReply {
  readonly isAuthoritative: boolean;
  /** RCODE: 0 is no error, 3 is no such name. */
  readonly code: number;
  readonly addresses: readonly string[];
}

const headerLength = 12;

export const recordTypes = { A: 1, AAAA: 28 } as const;

export type RecordType = keyof typeof recordTypes;

/** undefined: it is no name that can be asked for. */
export function writeQuestion(id: number, name: string, type: RecordType): Buffer | undefined {
  const labels = name.replace(/\.$/, '').split('.');
  const isName = labels.every((label) => /^[A-Za-z0-9_-]{1,63}$/.test(label));
  if (!isName || name.length > 253) return undefined;
  const header = Buffer.alloc(headerLength);
  header.writeUInt16BE(id, 0);
  // Recursion desired, one question.
  header.writeUInt16BE(0x0100, 2);
  header.writeUInt16BE(1, 4);
  const parts = labels.flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]);
  const tail = Buffer.from([0, 0, recordTypes[type], 0, 1]);
  return Buffer.concat([header, ...parts, tail]);
}

/** Behind a name; undefined: it does not end. */
function behindName(message: Buffer, start: number): number | undefined {
  for (let at = start; at < message.length; ) {
    const length = message[at] ?? 0;
    if (length === 0) return at + 1;
    // A pointer is the end of a name (§4.1.4).
    if (length >= 0xc0) return at + 2;
    at += 1 + length;
  }
  return undefined;
}

function addressOf(data: Buffer, type: number): string | undefined {
  if (type === recordTypes.A && data.length === 4) return [...data].join('.');
  if (type !== recordTypes.AAAA || data.length !== 16) return undefined;
  const groups = [0, 2, 4, 6, 8, 10, 12, 14].map((at) => data.readUInt16BE(at).toString(16));
  return groups.join(':');
}

/** undefined: it is no answer to that question, or is cut short. */
export function readReply(message: Buffer, id: number): DnsReply | undefined {
  if (message.length < headerLength || message.readUInt16BE(0) !== id) return undefined;
  const flags = message.readUInt16BE(2);
  if ((flags & 0x8000) === 0) return undefined;
  let at: number | undefined = headerLength;
  for (let question = message.readUInt16BE(4); question > 0; question -= 1) {
    at = behindName(message, at);
    if (at === undefined) return undefined;
    at += 4;
  }
  const addresses: string[] = [];
  for (let answer = message.readUInt16BE(6); answer > 0; answer -= 1) {
    at = behindName(message, at);
    if (at === undefined || at + 10 > message.length) return undefined;
    const end: number = at + 10 + message.readUInt16BE(at + 8);
    if (end > message.length) return undefined;
    const address = addressOf(message.subarray(at + 10, end), message.readUInt16BE(at));
    if (address !== undefined) addresses.push(address);
    at = end;
  }
  return { isAuthoritative: (flags & 0x0400) !== 0, code: flags & 0x0f, addresses };
}
