/** Which transaction a message belongs to. RFC 3261 §17.1.3, §17.2.3. */
import { magicCookie } from '../message/check.ts';
import type { Request } from '../message/message.ts';
import type { Envelope, Via } from '../message/values.ts';

/** An ACK belongs to the INVITE it acknowledges. */
function methodOf(method: string): string {
  return method === 'ACK' ? 'INVITE' : method;
}

function sentBy({ host, port }: Via): string {
  return `${host}:${port ?? ''}`;
}

/** The server transaction of a request: branch, sent-by and method; RFC 2543 peers by the rest. */
export function serverKey(request: Request, { via, from, to, callId, cseq }: Envelope): string {
  const branch = via.params.get('branch') ?? '';
  const method = methodOf(request.method);
  if (branch.length > magicCookie.length && branch.startsWith(magicCookie)) {
    return `${branch} ${sentBy(via)} ${method}`;
  }
  // An ACK's To tag is the one of our response: it may not be part of the key.
  const toTag = method === 'INVITE' ? '' : (to.params.get('tag') ?? '');
  const fromTag = from.params.get('tag') ?? '';
  const parts = ['2543', request.uri, toTag, fromTag, callId, cseq.number, sentBy(via), branch];
  return `${parts.join(' ')} ${method}`;
}

/** The client transaction of a response: branch and CSeq method. */
export function clientKey(branch: string, method: string): string {
  return `${branch} ${method}`;
}

/** The same request that came over two ways has the same one of these (§8.2.2.2). */
export function mergeKey({ from, callId, cseq }: Envelope): string {
  return `${from.params.get('tag') ?? ''} ${callId} ${cseq.number} ${cseq.method}`;
}
