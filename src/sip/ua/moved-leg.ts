/** A dialog whose end of ours is reached elsewhere from now on. RFC 3261 §12.2: target refresh. */
import type { LocalAddress } from '../flow.ts';
import { formatUri, parseUri } from '../message/uri.ts';
import type { CallLeg } from './call-leg.ts';

/** Whether its Contact has changed: the next request that carries it tells the peer. */
export function moveLeg(leg: CallLeg, { host, port }: LocalAddress): boolean {
  const contact = parseUri(leg.options.contact);
  if (!contact || (contact.host === host && contact.port === port)) return false;
  leg.options = { ...leg.options, contact: formatUri({ ...contact, host, port }) };
  return true;
}
