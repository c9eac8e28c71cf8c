/**
 * What else a message must fulfil before anyone acts on it. RFC 3261 §8.1.3.3, §8.2, §16.3; RFC
 * 4475.
 */
import { faultOf, type ParseFault } from './fault.ts';
import { limits } from './limits.ts';
import type { Request, Response } from './message.ts';
import { parseNameAddr } from './name-addr.ts';
import { contacts } from './readers.ts';
import { parseUri } from './uri.ts';
import type { Envelope } from './values.ts';

/** RFC 3261 §8.1.1.7. */
export const magicCookie = 'z9hG4bK';

/** The methods of the IANA registry: of others, 501 says more than 400 (RFC 4475 §3.1.2.18). */
export const knownMethods: ReadonlySet<string> = new Set(
  (
    'INVITE ACK BYE CANCEL REGISTER OPTIONS PRACK UPDATE REFER ' +
    'SUBSCRIBE NOTIFY PUBLISH MESSAGE INFO'
  ).split(' '),
);

/** Fields that may stand once and change what a request means. */
const single =
  'Max-Forwards Content-Type Expires Event Refer-To Replaces RAck Session-Expires Min-SE'.split(
    ' ',
  );

function badUri(uri: string): string | undefined {
  const parsed = parseUri(uri);
  if (parsed === undefined) return 'Bad Request-URI';
  // §19.1.1: not allowed there, and never to be turned into header fields.
  return parsed.headers === undefined ? undefined : 'Headers In Request-URI';
}

function badFields({ headers }: Request): string | undefined {
  for (const name of single) if (headers.count(name) > 1) return `More Than One ${name}`;
  const maxForwards = headers.first('Max-Forwards');
  if (maxForwards !== undefined && !/^[0-9]+$/.test(maxForwards)) return 'Bad Max-Forwards';
  for (const name of ['Route', 'Record-Route']) {
    if (headers.all(name).some((value) => parseNameAddr(value) === undefined)) return `Bad ${name}`;
  }
  return undefined;
}

/** Why a request with a sound envelope is refused all the same; undefined when it is not. */
export function checkRequest(request: Request, envelope: Envelope): ParseFault | undefined {
  const { method } = request;
  if (envelope.cseq.method !== method) {
    const status = knownMethods.has(method) ? 400 : 501;
    return faultOf(request, status, 'CSeq Method Does Not Match');
  }
  if (envelope.via.params.get('branch') === magicCookie)
    return faultOf(request, 400, 'Branch Is Only A Cookie');
  if (request.headers.all('Via').length > limits.vias.max)
    return faultOf(request, limits.vias.status, limits.vias.reason);
  const reason =
    badUri(request.uri) ??
    badFields(request) ??
    (contacts(request) === undefined ? 'Bad Contact' : undefined);
  return reason === undefined ? undefined : faultOf(request, 400, reason);
}

/**
 * Why a response is dropped; undefined when it is not. A second Via says it is not for us
 * (§8.1.3.3).
 */
export function checkResponse(response: Response): ParseFault | undefined {
  return response.headers.all('Via').length > 1
    ? faultOf(response, undefined, 'More Than One Via')
    : undefined;
}
