/**
 * What every request outside a dialog is asked before anybody looks at its meaning. RFC 3261 §8.2.
 */
import { respondTo } from '../message/build.ts';
import { knownMethods } from '../message/check.ts';
import type { Fields, Request, Response } from '../message/message.ts';
import { parseNameAddr } from '../message/name-addr.ts';
import { isSos, parseUri } from '../message/uri.ts';
import { allow, dialogExtensions } from './allow.ts';
import { defaultTerms, tooShort } from './session-timer.ts';

const methods = [...allow.split(', '), 'REGISTER'];
export const allowField: Fields[number] = ['Allow', methods.join(', ')];

/** The refusal that §8.2 demands, in its order; undefined when the request may go on. */
export function preconditionRefusal(
  request: Request,
  supported: ReadonlySet<string>,
): Response | undefined {
  const { headers } = request;
  if (!methods.includes(request.method)) {
    // §21.4.6, §21.5.2: 405 for what we know and do not do, 501 for what we do not know.
    const status = knownMethods.has(request.method) ? 405 : 501;
    return respondTo(request, status, { fields: [allowField] });
  }
  const scheme = parseUri(request.uri)?.scheme;
  const isKnown = scheme === 'sip' || scheme === 'sips' || scheme === 'tel' || isSos(request.uri);
  if (!isKnown) return respondTo(request, 416);
  const required = [...headers.all('Require'), ...headers.all('Proxy-Require')];
  const unsupported = required
    .map((tag) => tag.toLowerCase())
    .filter((tag) => !supported.has(tag) && !dialogExtensions.has(tag));
  if (unsupported.length > 0) {
    return respondTo(request, 420, { fields: [['Unsupported', unsupported.join(', ')]] });
  }
  // §10.3: an address-of-record that cannot be one of ours.
  const aor = parseNameAddr(headers.first('To') ?? '')?.uri.scheme;
  if (request.method === 'REGISTER' && aor !== 'sip' && aor !== 'sips')
    return respondTo(request, 400, { reason: 'Bad Address Of Record' });
  const isInvite = request.method === 'INVITE';
  return isInvite ? (bodyRefusal(request) ?? tooShort(request, defaultTerms)) : undefined;
}

function bodyRefusal(request: Request): Response | undefined {
  const { headers, body } = request;
  const type = (headers.first('Content-Type') ?? 'application/sdp')
    .split(';')[0]
    ?.trim()
    .toLowerCase();
  const encoding = headers.first('Content-Encoding')?.toLowerCase() ?? 'identity';
  if (body.length > 0 && (type !== 'application/sdp' || encoding !== 'identity')) {
    return respondTo(request, 415, { fields: [['Accept', 'application/sdp']] });
  }
  const accepted = headers.all('Accept').map((one) => one.split(';')[0]?.trim().toLowerCase());
  const takes = ['application/sdp', 'application/*', '*/*'];
  if (
    headers.count('Accept') > 0 &&
    !accepted.some((one) => one !== undefined && takes.includes(one))
  ) {
    return respondTo(request, 406, {
      fields: [['Warning', '399 offhook "application/sdp is all there is"']],
    });
  }
  return undefined;
}
