/** The way that a registrar gives to requests of a line. RFC 3608 §5, §6.1. */
import { limits } from '../limits.ts';
import type { Response } from '../message/message.ts';
import { formatNameAddr } from '../message/name-addr.ts';
import { addresses } from '../message/readers.ts';
import type { NameAddr } from '../message/values.ts';

/**
 * In its order, for Route; empty: none, or none that can be followed. A part of a way would lead
 * somewhere else, so one bad value spoils all.
 */
export function serviceRouteOf(response: Response): readonly string[] {
  const hops = addresses(response, 'Service-Route') ?? [];
  const route = hops.every(isLoose) ? hops.map(formatNameAddr) : [];
  // Every INVITE of the line will carry it, and has 1,300 bytes before it needs a stream.
  const isShort =
    route.length <= limits.serviceRouteHopsMax &&
    route.join().length <= limits.serviceRouteBytesMax;
  return isShort ? route : [];
}

/**
 * §5: a value must have lr. A strict router would take the place of whom we call in the
 * Request-URI, and what stands there is not for a registrar to say.
 */
function isLoose({ uri: { scheme, params, headers } }: NameAddr): boolean {
  return /^sips?$/.test(scheme) && params.has('lr') && !headers;
}
