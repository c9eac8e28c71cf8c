/** What a registrar has granted: the lease of our binding among all it tells. RFC 3261 §10.2.4. */
import type { Request, Response } from '../message/message.ts';
import { contacts, seconds } from '../message/readers.ts';
import { uriEquals } from '../message/uri-equals.ts';
import type { NameAddr, Uri } from '../message/values.ts';

/** Longer leases would overflow a timer. */
const secondsMax = 2_147_483;
/** §10.2.1.1: what a registrar means that does not say. */
const secondsDefault = 3600;

/**
 * Seconds of our own binding: its expires parameter before the Expires header; 0 when it is not
 * there.
 */
export function grantedSeconds(response: Response, request: Request): number {
  const [own] = listed(request);
  const found = own && listed(response).find((contact) => isSameBinding(contact, own));
  if (!found) return 0;
  const text = found.params.get('expires');
  if (text !== undefined && /^[0-9]{1,10}$/.test(text)) return Math.min(Number(text), secondsMax);
  return Math.min(seconds(response, 'Expires') ?? secondsDefault, secondsMax);
}

function listed(message: Request | Response): readonly NameAddr[] {
  const found = contacts(message);
  return found === undefined || found === '*' ? [] : found;
}

function isSameBinding({ uri, params }: NameAddr, own: NameAddr): boolean {
  const instance = own.params.get('+sip.instance');
  const isInstance = instance !== undefined && params.get('+sip.instance') === instance;
  return isInstance || uriEquals(uri, own.uri) || isSamePlace(uri, own.uri);
}

/** Registrars add parameters of their own to the contact. */
function isSamePlace(one: Uri, other: Uri): boolean {
  return one.user === other.user && one.host === other.host && one.port === other.port;
}
