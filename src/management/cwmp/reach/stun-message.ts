/** STUN in the form of RFC 3489, as TR-069 Annex G uses it, written and read. */
import { createHmac } from 'node:crypto';

const bindingRequest = 0x0001;
const bindingResponse = 0x0101;
const attribute = {
  mappedAddress: 0x0001,
  username: 0x0006,
  messageIntegrity: 0x0008,
  /** Annex G.2.1.1: marks the binding that connection requests come back through. */
  connectionRequestBinding: 0xc001,
  /** Annex G.2.1.1: the address has changed. */
  bindingChange: 0xc002,
  xorMappedAddress: 0x0020,
} as const;

const bindingMark = Buffer.from([
  0x64, 0x73, 0x6c, 0x66, 0x6f, 0x72, 0x75, 0x6d, 0x2e, 0x6f, 0x72, 0x67, 0x2f, 0x54, 0x52, 0x2d,
  0x31, 0x31, 0x31, 0x20,
]);

function attributeBytes(type: number, value: Uint8Array): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

export interface BindingRequest {
  /** 16 bytes in hexadecimal. */
  readonly transaction: string;
  readonly username: string;
  readonly password: string;
  readonly isChange: boolean;
}

export function writeBindingRequest(request: BindingRequest): Buffer {
  const { transaction, username, password, isChange } = request;
  const isSigned = username !== '' && password !== '';
  const attributes = Buffer.concat([
    attributeBytes(attribute.connectionRequestBinding, bindingMark),
    ...(isChange ? [attributeBytes(attribute.bindingChange, Buffer.alloc(0))] : []),
    ...(username === '' ? [] : [attributeBytes(attribute.username, padded(username))]),
  ]);
  const head = Buffer.alloc(4);
  head.writeUInt16BE(bindingRequest, 0);
  // The length counts the signature that follows. RFC 3489 §11.2.8
  head.writeUInt16BE(attributes.length + (isSigned ? 24 : 0), 2);
  const message = Buffer.concat([head, Buffer.from(transaction, 'hex'), attributes]);
  if (!isSigned) return message;
  // The text is padded with zeros to a multiple of 64 bytes before it is signed.
  const text = Buffer.concat([message, Buffer.alloc((64 - (message.length % 64)) % 64)]);
  const signature = createHmac('sha1', password).update(text).digest();
  return Buffer.concat([message, attributeBytes(attribute.messageIntegrity, signature)]);
}

/** RFC 3489 §11.2.6: a username is a multiple of four bytes long. */
function padded(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4, 0x20)]);
}

/** `address:port` as the server sees us; undefined: not an answer to this transaction. */
export function readBindingResponse(bytes: Buffer, transaction: string): string | undefined {
  if (bytes.length < 20 || bytes.readUInt16BE(0) !== bindingResponse) return undefined;
  if (bytes.subarray(4, 20).toString('hex') !== transaction) return undefined;
  const end = Math.min(bytes.length, 20 + bytes.readUInt16BE(2));
  for (let at = 20; at + 4 <= end; ) {
    const type = bytes.readUInt16BE(at);
    const length = bytes.readUInt16BE(at + 2);
    const value = bytes.subarray(at + 4, at + 4 + length);
    const isAddress = type === attribute.mappedAddress || type === attribute.xorMappedAddress;
    if (isAddress && value.length === 8 && value[1] === 1) {
      const mask = type === attribute.xorMappedAddress ? bytes.subarray(4, 8) : Buffer.alloc(4);
      const port = value.readUInt16BE(2) ^ mask.readUInt16BE(0);
      const octets = [...value.subarray(4, 8)].map((octet, index) => octet ^ (mask[index] ?? 0));
      return `${octets.join('.')}:${port}`;
    }
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  return undefined;
}
