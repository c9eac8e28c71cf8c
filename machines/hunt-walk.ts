/** One call's walk over the proxies as data: who is asked, who was left behind. */
import type { Cause } from '../src/domain/cause.ts';
import type { HuntPolicy } from '../src/domain/invite-outcome.ts';
import type { PlannedTry, Try } from '../src/domain/walk.ts';
import type { Surroundings } from './events.ts';

/** What one INVITE at one server told; `attempt` is its number in this hunt, from 1. */
export type InviteFact = { readonly attempt: number } & (
  | { readonly type: 'attempt.trying' }
  | { readonly type: 'attempt.rang'; readonly status: number }
  | { readonly type: 'attempt.answered' }
  | {
      readonly type: 'attempt.refused';
      readonly status: number;
      readonly reason: string;
      readonly hadRung: boolean;
      readonly retryAfterSeconds?: number | undefined;
      /** The proxy that the call is to be made by (305), where it is one of ours. */
      readonly sentTo?: string | undefined;
    }
  | {
      readonly type: 'attempt.unreachable';
      readonly reason: string;
      /** `timeout`: it was silent for as long as a transaction lives. */
      readonly fault?: string;
      readonly phase: 'none' | 'trying' | 'rang';
    }
);

export type Refused = Extract<InviteFact, { hadRung: boolean }>;
export type Failed = Extract<InviteFact, { phase: string }>;

export interface HuntInput {
  /** The call it is made for. */
  readonly call: string;
  readonly surroundings: Surroundings;
  readonly plan: readonly PlannedTry[];
  readonly policy: HuntPolicy;
}

export interface HuntVerdict {
  readonly status: number;
  readonly cause: Cause;
  /** For the caller, when every server has asked to be left alone. */
  readonly retryAfterSeconds?: number | undefined;
}

export interface HuntContext extends HuntInput {
  readonly at: number;
  /** The attempt that the walk now waits for; its server is the one at `at`. */
  readonly attempt: number;
  readonly askedAtMs: number;
  readonly tries: readonly Try[];
  /** Attempts left behind because they were silent; each may still turn out alive. */
  readonly abandoned: readonly { readonly attempt: number; readonly server: string }[];
  readonly hasRung: boolean;
  /** How often a server was lost after its 100 Trying: once is forgiven. */
  readonly lostAfterTrying: number;
  /** What each server that asked to be left alone has asked for, so far. */
  readonly quarantinesMs: readonly number[];
  readonly winner: number | undefined;
  readonly verdict: HuntVerdict | undefined;
}

export interface HuntOutput {
  /** The attempt that was answered; undefined: none was, and `verdict` says why. */
  readonly winner: number | undefined;
  readonly verdict: HuntVerdict;
  readonly server: string | undefined;
  readonly tries: readonly Try[];
}

export const noneReachable: HuntVerdict = { status: 503, cause: 'no-server-reachable' };

export function startHunt(input: HuntInput): HuntContext {
  return skipped({
    ...input,
    at: 0,
    attempt: 0,
    askedAtMs: 0,
    tries: [],
    abandoned: [],
    hasRung: false,
    lostAfterTrying: 0,
    quarantinesMs: [],
    winner: undefined,
    verdict: undefined,
  });
}

export function serverNow({ plan, at }: HuntContext): PlannedTry {
  return plan[at] ?? { server: '', attemptMs: 0, note: undefined };
}

export function isExhausted({ plan, at }: HuntContext): boolean {
  return at >= plan.length;
}

/** Notes the servers that are left alone and stops at the first one to ask. */
export function skipped(context: HuntContext): HuntContext {
  let next = context;
  while (!isExhausted(next) && serverNow(next).attemptMs === 0) {
    const { server, note = 'left alone', quarantineMs: leftMs = 0 } = serverNow(next);
    const skip: Try = { server, outcome: 'skipped', status: undefined, reason: note, ms: 0 };
    const quarantinesMs = withQuarantine(next, leftMs);
    next = { ...next, at: next.at + 1, tries: [...next.tries, skip], quarantinesMs };
  }
  return next;
}

export function withQuarantine({ quarantinesMs }: HuntContext, askedMs: number): readonly number[] {
  return askedMs > 0 ? [...quarantinesMs, askedMs] : quarantinesMs;
}

export function withTry(context: HuntContext, one: Omit<Try, 'server' | 'ms'>): readonly Try[] {
  const ms = context.surroundings.now() - context.askedAtMs;
  return [...context.tries, { server: serverNow(context).server, ...one, ms }];
}
