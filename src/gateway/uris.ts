/** The parts of addressing written as SIP has them. RFC 3261 §19.1, §20.20; RFC 3966. */
import type { Party, RequestTarget } from '../domain/addressing.ts';
import type { Contact } from '../domain/configuration.ts';
import type { Target } from '../sip/flow.ts';
import type { Place } from '../sip/locate.ts';
import { formatNameAddr } from '../sip/message/name-addr.ts';
import { formatUri } from '../sip/message/uri.ts';
import type { Params, Uri } from '../sip/message/values.ts';

interface UriParts {
  readonly user?: string | undefined;
  readonly host: string;
  readonly port?: number | undefined;
  readonly params?: Params;
}

const noParams: Params = new Map();

export function sipUri({ user, host, port, params = noParams }: UriParts): Uri {
  return {
    scheme: 'sip',
    user,
    password: undefined,
    host,
    port,
    params,
    headers: undefined,
    opaque: undefined,
  };
}

export function targetUri({ user, host, port, transport }: RequestTarget): string {
  const params = transport === 'udp' ? noParams : new Map([['transport', transport]]);
  return formatUri(sipUri({ user, host, port, params }));
}

/** The value of From or To, without a tag. */
export function partyText({ displayName, user, host, isPhone }: Party): string {
  const params = isPhone ? new Map([['user', 'phone']]) : noParams;
  return formatNameAddr({ displayName, uri: sipUri({ user, host, params }), params: noParams });
}

/** An address of record: no parameters, so that registrars compare it as it is. */
export function recordUri({ user, host }: Party): string {
  return formatUri(sipUri({ user, host }));
}

export function placeOf({ host, port, transport }: Contact): Place {
  return { host, port, transport };
}

/** Whether a target is one of those that a contact stands for. */
export function isAt({ host, port }: Contact, target: Pick<Target, 'domain' | 'port'>): boolean {
  const isSameHost = host.toLowerCase() === target.domain.toLowerCase();
  return isSameHost && (port === undefined || port === target.port);
}

/** Our Contact: who is called by it, and where it listens. */
export function contactText(
  user: string,
  { host, port }: { readonly host: string; readonly port: number },
  transport: Contact['transport'],
): string {
  const params = transport === 'udp' ? noParams : new Map([['transport', transport]]);
  return formatUri(sipUri({ user, host, port, params }));
}
