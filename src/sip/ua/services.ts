/** What every user agent needs of its surroundings. */
import type { Clock, Random } from '../clock.ts';
import { type Dialog, nextHop } from '../dialog/dialog.ts';
import { defaultPort, type Target } from '../flow.ts';
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

/**
 * Where a request inside a dialog goes. A peer that has no route, and has come over a connection,
 * is reached over that; unless its Contact names a transport, it means that one.
 */
export function hopOf(dialog: Dialog, first: Target): Target {
  const hop = nextHop(dialog);
  const next = targetOf(hop);
  if (!next) return first;
  const { address, port, transport, domain } = first;
  const isBack = dialog.routeSet.length === 0 && transport !== 'udp' && next.address === address;
  if (!isBack || (next.transport !== transport && /;transport=|^sips:/i.test(hop)))
    return { ...next, domain };
  return { ...next, transport, domain, over: port };
}

/** A target for a URI whose host is an address; undefined when a name would have to be resolved. */
export function targetOf(uri: string): Target | undefined {
  const parsed = parseUri(uri.replace(/^[^<]*<|>.*$/g, ''));
  if (!parsed || !(parsed.host.includes(':') || /^[0-9.]+$/.test(parsed.host))) return undefined;
  const { host, port, transport } = placeIn(parsed);
  return { transport, address: host, port: port ?? defaultPort(transport), domain: host };
}
