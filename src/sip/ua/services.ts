/** What every user agent needs of its surroundings. */
import type { Clock, Random } from '../clock.ts';
import type { Target } from '../flow.ts';
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

/** A target for a URI whose host is an address; undefined when a name would have to be resolved. */
export function targetOf(uri: string | Uri): Target | undefined {
  const parsed = typeof uri === 'string' ? parseUri(uri.replace(/^[^<]*<|>.*$/g, '')) : uri;
  if (!parsed || !(parsed.host.includes(':') || /^[0-9.]+$/.test(parsed.host))) return undefined;
  const named = parsed.params.get('transport')?.toLowerCase();
  const isSecure = parsed.scheme === 'sips' || named === 'tls';
  const transport = isSecure ? 'tls' : named === 'tcp' ? 'tcp' : 'udp';
  return {
    transport,
    address: parsed.host,
    port: parsed.port ?? (isSecure ? 5061 : 5060),
    domain: parsed.host,
  };
}
