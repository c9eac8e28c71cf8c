/** Who an INVITE says is calling, as far as it may be believed and shown. RFC 3323, RFC 3325. */
import type { Request } from '../message/message.ts';
import { parseNameAddr } from '../message/name-addr.ts';
import type { NameAddr } from '../message/values.ts';

export interface CallerIdentity {
  /** User part of the URI; `anonymous` for one that is not to be shown. */
  readonly user: string;
  readonly displayName: string | undefined;
  /** A server that is trusted stands for it. */
  readonly isAsserted: boolean;
  /** The caller does not want to be known, or nobody says who it is. */
  readonly isAnonymous: boolean;
}

/** RFC 3323 §4.2, RFC 3325 §9.3: each of these asks that the identity is not passed on. */
const hiding: ReadonlySet<string> = new Set(['id', 'user', 'header', 'full']);

const anonymousUser = 'anonymous';

export function callerIdentity(
  request: Request,
  from: NameAddr,
  isTrusted: boolean,
): CallerIdentity {
  const asserted = isTrusted ? assertedIdentity(request) : undefined;
  const { displayName, uri } = asserted ?? from;
  const isAnonymous = wantsPrivacy(request) || (!asserted && isAnonymousFrom(from));
  return {
    ...(isAnonymous ? nobody : { user: uri.user ?? anonymousUser, displayName }),
    isAsserted: asserted !== undefined,
    isAnonymous,
  };
}

const nobody = { user: anonymousUser, displayName: 'Anonymous' } as const;

/** At most a SIP and a tel URI (§9.1); the first that can be read counts. */
function assertedIdentity({ headers }: Request): NameAddr | undefined {
  for (const value of headers.all('P-Asserted-Identity')) {
    const address = parseNameAddr(value);
    if (address?.uri.user !== undefined) return address;
  }
  return undefined;
}

function wantsPrivacy({ headers }: Request): boolean {
  const values = headers.all('Privacy').flatMap((value) => value.split(/[;,]/));
  return values.some((value) => hiding.has(value.trim().toLowerCase()));
}

/** RFC 3323 §4.1.1.3. */
function isAnonymousFrom({ uri: { user, host } }: NameAddr): boolean {
  return host === 'anonymous.invalid' || user === undefined || user.toLowerCase() === anonymousUser;
}
