/** What every user agent needs of its surroundings. */
import type { Clock, Random } from '../clock.ts';
import type { Target } from '../flow.ts';
import type { Place } from '../locate.ts';
import { parseUri } from '../message/uri.ts';
import type { Uri } from '../message/values.ts';
import type { Endpoint } from '../transaction-user.ts';

export interface Services {
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  readonly random: Random;
  /** The User-Agent and Server headers. */
  readonly product: string;
}

/** What a URI says of where it leads. RFC 3263 §4.1. */
export function placeIn({ scheme, host, port, params }: Uri): Place {
  const named = params.get('transport')?.toLowerCase();
  const isSecure = scheme === 'sips' || named === 'tls';
  return { host, port, transport: isSecure ? 'tls' : named === 'tcp' ? 'tcp' : 'udp' };
}

/** A target for a URI whose host is an address; undefined when a name would have to be resolved. */
export function targetOf(uri: string): Target | undefined {
  const parsed = parseUri(uri.replace(/^[^<]*<|>.*$/g, ''));
  if (!parsed || !(parsed.host.includes(':') || /^[0-9.]+$/.test(parsed.host))) return undefined;
  const { host, port, transport } = placeIn(parsed);
  const usual = transport === 'tls' ? 5061 : 5060;
  return { transport, address: host, port: port ?? usual, domain: host };
}
