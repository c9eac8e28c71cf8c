/** Bytes to a message, or to the reason why they are none. RFC 3261 §7, §18.3. */
import { faultOf, type Parsed, type ParseFault } from './fault.ts';
import { type Limit, limits } from './limits.ts';
import type { Message } from './message.ts';
import { bareLineFeed, type ScannedHead, scanHead } from './scan-head.ts';
import { parseStartLine, type StartLine } from './start-line.ts';
import { WireHeaders } from './wire-headers.ts';

/** Whether the end of the bytes is the end of the message by chance (a datagram) or by framing. */
export type Framing = 'datagram' | 'stream';

const noBody = Buffer.alloc(0);
const emptyLine = Buffer.from('\r\n\r\n');
/** Up to here the whole message is read as text: searching for the end of the head costs more. */
const readWhole = 4_096;

/** §7.5: empty lines before the start line are skipped. */
function messageStart(bytes: Buffer): number {
  let at = 0;
  while (bytes[at] === 0x0d || bytes[at] === 0x0a) at += 1;
  return at;
}

/** The head as Latin-1, so that offsets into it are offsets into the bytes. */
function readHead(bytes: Buffer, start: number): string {
  let end = bytes.length;
  if (end - start > readWhole) {
    const blank = bytes.indexOf(emptyLine, start);
    end = Math.min(blank < 0 ? end : blank + 4, start + limits.headBytes.max);
  }
  return bytes.toString('latin1', start, end);
}

function messageOf(start: StartLine, headers: WireHeaders, body: Buffer): Message | undefined {
  if (start.kind === 'request') {
    const { kind, method, uri } = start;
    return { kind, method, uri, headers, body };
  }
  if (start.kind === 'junk') return undefined;
  const { kind, status, reason } = start;
  return { kind, status, reason, headers, body };
}

/** §18.3: a datagram may be longer than it says, never shorter; a stream has been cut to fit. */
function bodyFault(framing: Framing, present: number, declared: number | undefined) {
  if (framing === 'datagram') {
    return declared !== undefined && declared > present ? 'Body Shorter Than Content-Length' : '';
  }
  return (declared ?? 0) === present ? '' : 'Body Does Not Fit Content-Length';
}

type Refusal = Pick<Limit, 'reason'> & { readonly status: ParseFault['status'] };

function firstRefusal(
  bytes: Buffer,
  lineLength: number,
  start: StartLine,
  head: ScannedHead,
): Refusal | undefined {
  if (start.kind === 'junk') return { status: undefined, reason: start.reason };
  if (bytes.length > limits.messageBytes.max) return limits.messageBytes;
  if (lineLength > limits.startLineBytes.max) return limits.startLineBytes;
  return (start.kind === 'request' ? start.fault : undefined) ?? head.fault;
}

/** One message; a stream's framer hands over exactly one. */
export function parseMessage(bytes: Buffer, framing: Framing): Parsed {
  const offset = messageStart(bytes);
  const text = readHead(bytes, offset);
  const lf = text.indexOf('\n');
  // Of an endless line only the beginning is looked at, to answer it.
  const lineEnd = lf < 0 ? text.length : lf;
  const hasCr = text.charCodeAt(lineEnd - 1) === 0x0d;
  const start = parseStartLine(text.slice(0, hasCr ? lineEnd - 1 : lineEnd));
  const head = scanHead(text, lineEnd + 1);
  if (!hasCr) head.fault ??= bareLineFeed;
  const headers = new WireHeaders(text, head.index);
  const refusal = firstRefusal(bytes, lineEnd, start, head);
  if (refusal !== undefined) {
    const partial = messageOf(start, headers, noBody);
    return { ok: false, fault: faultOf(partial, refusal.status, refusal.reason) };
  }
  const bodyStart = offset + head.end;
  const present = bytes.length - bodyStart;
  const length = head.contentLength ?? present;
  const body = length === 0 ? noBody : bytes.subarray(bodyStart, bodyStart + length);
  const message = messageOf(start, headers, body);
  const unfit = bodyFault(framing, present, head.contentLength);
  if (message === undefined || unfit !== '')
    return { ok: false, fault: faultOf(message, 400, unfit) };
  return { ok: true, message };
}
