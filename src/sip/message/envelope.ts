/**
 * The header fields that every layer needs, read and found well formed. RFC 3261 §8.1.1, §8.2.6;
 * RFC 4475.
 */
import { parseCSeq } from './cseq.ts';
import { faultOf, type ParseFault } from './fault.ts';
import type { Headers, Message } from './message.ts';
import { parseNameAddr } from './name-addr.ts';
import type { Envelope } from './values.ts';
import { parseVia } from './via.ts';

export type ReadEnvelope =
  | { readonly ok: true; readonly envelope: Envelope }
  | { readonly ok: false; readonly fault: ParseFault };

/** The fields that exactly one of must be there. */
const single = ['From', 'To', 'Call-ID', 'CSeq'];

function reasonOf({ headers }: Message): string {
  for (const name of ['Via', ...single]) {
    if (headers.count(name) === 0) return `Missing ${name}`;
    if (name !== 'Via' && headers.count(name) > 1) return `More Than One ${name}`;
  }
  if (parseVia(headers.first('Via') ?? '') === undefined) return 'Bad Via';
  for (const name of ['From', 'To']) {
    if (parseNameAddr(headers.first(name) ?? '') === undefined) return `Bad ${name}`;
  }
  return parseCSeq(headers.first('CSeq') ?? '') === undefined ? 'Bad CSeq' : 'Bad Call-ID';
}

function isCallId(text: string): boolean {
  return text !== '' && !text.includes(' ') && !text.includes('\t');
}

/** Spelled out: this runs for every message. */
function hasRepetition(headers: Headers): boolean {
  return (
    headers.count('From') > 1 ||
    headers.count('To') > 1 ||
    headers.count('Call-ID') > 1 ||
    headers.count('CSeq') > 1
  );
}

/** The envelope of a message. A missing branch or From tag is not amiss: RFC 2543 had neither. */
export function readEnvelope(message: Message): ReadEnvelope {
  const { headers } = message;
  const via = parseVia(headers.first('Via') ?? '');
  const from = parseNameAddr(headers.first('From') ?? '');
  const to = parseNameAddr(headers.first('To') ?? '');
  const callId = headers.first('Call-ID') ?? '';
  const cseq = parseCSeq(headers.first('CSeq') ?? '');
  const sound = isCallId(callId) && !hasRepetition(headers);
  if (!sound || via === undefined || from === undefined || to === undefined || cseq === undefined)
    return { ok: false, fault: faultOf(message, 400, reasonOf(message)) };
  return { ok: true, envelope: { via, from, to, callId, cseq } };
}
