/** Messages that many tests start from, and short ways through the parser. */
import assert from 'node:assert/strict';
import { checkRequest, checkResponse } from '../../../src/sip/message/check.ts';
import { readEnvelope } from '../../../src/sip/message/envelope.ts';
import type { ParseFault } from '../../../src/sip/message/fault.ts';
import type { Message, Request } from '../../../src/sip/message/message.ts';
import { type Framing, parseMessage } from '../../../src/sip/message/parse.ts';

const startLine = 'OPTIONS sip:bob@example.com SIP/2.0';

const core = [
  'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1',
  'From: <sip:alice@example.com>;tag=a',
  'To: <sip:bob@example.com>',
  'Call-ID: 1@192.0.2.1',
  'CSeq: 1 OPTIONS',
];

/** A request with the core header fields, or without some, and with others. */
export function sample(
  extra: readonly string[] = [],
  { without = '', start = startLine, body = '' } = {},
): Buffer {
  const lines = core.filter((line) => without === '' || !line.startsWith(`${without}:`));
  return Buffer.from(`${[start, ...lines, ...extra].join('\r\n')}\r\n\r\n${body}`);
}

export function parsed(bytes: Buffer | string, framing: Framing = 'datagram'): Message {
  const result = parseMessage(Buffer.from(bytes), framing);
  assert.ok(result.ok, result.ok ? '' : result.fault.reason);
  return result.message;
}

export function parsedRequest(bytes: Buffer | string): Request {
  const message = parsed(bytes);
  assert.ok(message.kind === 'request');
  return message;
}

/** The first fault on the way from bytes to a checked message, and who found it. */
export function judge(
  bytes: Buffer,
  framing: Framing = 'datagram',
): { stage: 'parse' | 'envelope' | 'check'; fault: ParseFault } | undefined {
  const result = parseMessage(bytes, framing);
  if (!result.ok) return { stage: 'parse', fault: result.fault };
  const { message } = result;
  const read = readEnvelope(message);
  if (!read.ok) return { stage: 'envelope', fault: read.fault };
  const fault =
    message.kind === 'request' ? checkRequest(message, read.envelope) : checkResponse(message);
  return fault === undefined ? undefined : { stage: 'check', fault };
}

export function faultOfBytes(bytes: Buffer | string, framing: Framing = 'datagram'): ParseFault {
  const verdict = judge(Buffer.from(bytes), framing);
  assert.ok(verdict !== undefined, 'the message was accepted');
  return verdict.fault;
}
