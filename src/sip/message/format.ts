/** Messages to bytes. RFC 3261 §7, §20.14. */
import type { Message } from './message.ts';

function startLineOf(message: Message): string {
  const line =
    message.kind === 'request'
      ? `${message.method} ${message.uri} SIP/2.0`
      : `SIP/2.0 ${message.status} ${message.reason}`;
  if (/[\r\n]/.test(line)) throw new Error('a start line cannot hold line ends');
  return line;
}

/** The message in wire form, header fields in their order, Content-Length always right. */
export function formatMessage(message: Message): Buffer {
  const { body } = message;
  let head = `${startLineOf(message)}\r\n`;
  let counted = false;
  for (const [name, value] of message.headers.fields()) {
    if (name !== 'Content-Length') {
      head += `${name}: ${value}\r\n`;
    } else if (!counted) {
      head += `Content-Length: ${body.length}\r\n`;
      counted = true;
    }
  }
  head += counted ? '\r\n' : `Content-Length: ${body.length}\r\n\r\n`;
  if (body.length === 0) return Buffer.from(head, 'utf8');
  const headBytes = Buffer.byteLength(head);
  const bytes = Buffer.allocUnsafe(headBytes + body.length);
  bytes.write(head, 0, 'utf8');
  body.copy(bytes, headBytes);
  return bytes;
}
