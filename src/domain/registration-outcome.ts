/** Decision table A: what each answer to a REGISTER does. failover.md §2.3; RFC 3261 §10.2, §10.3, §8.1.3. */
import { quarantineMaxSeconds } from './health.ts';

/** What the attempt knows beside the status. Absent: not so. */
export interface RegistrationFacts {
  /** 2xx: a Contact of ours is in it, with this lease. */
  readonly expiresSeconds?: number | undefined;
  readonly challenge?: 'usable' | 'stale' | 'unusable' | undefined;
  /** Credentials were in the refused request. */
  readonly hasCredentials?: boolean | undefined;
  /** Challenges answered at this server in this round. */
  readonly challenges?: number | undefined;
  readonly askedSeconds?: number | undefined;
  readonly minExpiresSeconds?: number | undefined;
  /** How often a 423 made us ask for longer already. */
  readonly intervals?: number | undefined;
  /** 3xx: a Contact at the same security level that was not asked yet. */
  readonly hasFreshContact?: boolean | undefined;
  /** 305: that Contact is a configured server. */
  readonly isContactConfigured?: boolean | undefined;
  readonly hops?: number | undefined;
  /** The request was already sent reduced, extended or in its plainest form. */
  readonly isReduced?: boolean | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

export type SameServer =
  | 'credentials'
  | 'interval'
  | 'redirect'
  | 'withoutExtension'
  | 'withExtension'
  | 'plain';

export type RegistrationOutcome =
  | { readonly kind: 'wait' }
  | { readonly kind: 'accepted'; readonly expiresSeconds: number }
  | { readonly kind: 'sameServer'; readonly how: SameServer }
  | {
      readonly kind: 'next';
      /** Asking again changes nothing until somebody changes something. */
      readonly permanent: boolean;
      readonly quarantineSeconds?: number;
      /** These credentials are wrong: never send them there again by themselves. */
      readonly credentialsRejected?: true;
      readonly alarm?: string;
    };

const challengesMax = 3;
const intervalsMax = 2;
const hopsMax = 3;
const minExpiresMaxSeconds = 86_400;

/** 4xx and 6xx are for good, but for those that speak of the moment only. */
export function isPermanentRefusal(status: number): boolean {
  if (status === 408 || status === 480) return false;
  return (status >= 400 && status < 500) || status >= 600;
}

export function classifyRegistration(
  status: number,
  facts: RegistrationFacts = {},
): RegistrationOutcome {
  if (status < 200) return { kind: 'wait' };
  if (status < 300) return accepted(facts.expiresSeconds ?? 0);
  const next = { kind: 'next', permanent: isPermanentRefusal(status) } as const;
  if (status === 401 || status === 407) return challenged(facts);
  const how = sameServer(status, facts);
  if (how !== undefined) return { kind: 'sameServer', how };
  if (status === 503 && facts.retryAfterSeconds !== undefined && facts.retryAfterSeconds > 0) {
    const quarantineSeconds = Math.min(facts.retryAfterSeconds, quarantineMaxSeconds);
    return { ...next, quarantineSeconds };
  }
  return next;
}

function accepted(expiresSeconds: number): RegistrationOutcome {
  if (expiresSeconds > 0) return { kind: 'accepted', expiresSeconds };
  const alarm = 'a 2xx to REGISTER holds no binding of ours';
  return { kind: 'next', permanent: false, alarm };
}

/** RFC 3261 §22.1: rejected credentials are not sent again; a stale nonce is no rejection (RFC 7616 §3.3). */
function challenged({ challenge, hasCredentials, challenges = 0 }: RegistrationFacts) {
  const mayAnswer = challenge === 'stale' || (challenge === 'usable' && !hasCredentials);
  if (mayAnswer && challenges < challengesMax) {
    return { kind: 'sameServer', how: 'credentials' } as const;
  }
  const alarm = hasCredentials ? 'credentials rejected' : 'no usable challenge';
  return { kind: 'next', permanent: true, credentialsRejected: true, alarm } as const;
}

function sameServer(status: number, facts: RegistrationFacts): SameServer | undefined {
  const { askedSeconds = 0, minExpiresSeconds = 0, intervals = 0, hops = 0 } = facts;
  switch (status) {
    case 423: {
      const isSane = minExpiresSeconds > askedSeconds && minExpiresSeconds <= minExpiresMaxSeconds;
      return isSane && intervals < intervalsMax ? 'interval' : undefined;
    }
    case 301:
    case 302:
      return facts.hasFreshContact && hops < hopsMax ? 'redirect' : undefined;
    case 305:
      return facts.hasFreshContact && facts.isContactConfigured && hops < hopsMax
        ? 'redirect'
        : undefined;
    case 420:
      return facts.isReduced ? undefined : 'withoutExtension';
    case 421:
    case 494:
      return facts.isReduced ? undefined : 'withExtension';
    case 400:
    case 413:
    case 416:
    case 439:
      return facts.isReduced ? undefined : 'plain';
    default:
      return undefined;
  }
}
