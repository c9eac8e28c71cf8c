/** One call's walk over the proxies as data: who is asked, who was left behind, what came of each. failover.md §2.4. */
import type { Cause } from '../src/domain/cause.ts';
import { quarantineMs } from '../src/domain/health.ts';
import {
  type HuntPolicy,
  type InviteOutcome,
  judgeInviteFailure,
  judgeInviteRefusal,
} from '../src/domain/invite-outcome.ts';
import { askedQuarantineSeconds } from '../src/domain/registration-outcome.ts';
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

const noneReachable: HuntVerdict = { status: 503, cause: 'no-server-reachable' };

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

function skipped(context: HuntContext): HuntContext {
  let next = context;
  while (!isExhausted(next) && serverNow(next).attemptMs === 0) {
    const { server, note = 'left alone', quarantineMs: leftMs = 0 } = serverNow(next);
    const skip: Try = { server, outcome: 'skipped', status: undefined, reason: note, ms: 0 };
    const quarantinesMs = withQuarantine(next, leftMs);
    next = { ...next, at: next.at + 1, tries: [...next.tries, skip], quarantinesMs };
  }
  return next;
}

function withQuarantine({ quarantinesMs }: HuntContext, askedMs: number): readonly number[] {
  return askedMs > 0 ? [...quarantinesMs, askedMs] : quarantinesMs;
}

function withTry(context: HuntContext, one: Omit<Try, 'server' | 'ms'>): readonly Try[] {
  const ms = context.surroundings.now() - context.askedAtMs;
  return [...context.tries, { server: serverNow(context).server, ...one, ms }];
}

export function goesOn({ policy, lostAfterTrying }: HuntContext, fact: Refused | Failed): boolean {
  if (fact.type === 'attempt.refused') return judgeInviteRefusal(fact, policy).kind === 'next';
  const isForgiven = fact.phase !== 'trying' || lostAfterTrying === 0;
  return isForgiven && judgeFailure(fact).kind === 'next';
}

function judgeFailure({ phase, fault }: Failed): InviteOutcome {
  return judgeInviteFailure(phase, fault === 'timeout');
}

/** The walk leaves this server. */
export function leave(context: HuntContext, fact: Refused | Failed): HuntContext {
  const { reason } = fact;
  const isRefusal = fact.type === 'attempt.refused';
  const wasTrying = !isRefusal && fact.phase === 'trying';
  return skipped({
    ...context,
    at: context.at + 1,
    lostAfterTrying: context.lostAfterTrying + (wasTrying ? 1 : 0),
    quarantinesMs: isRefusal
      ? withQuarantine(context, quarantineMs(askedQuarantineSeconds(fact)))
      : context.quarantinesMs,
    tries: withTry(context, {
      outcome: isRefusal ? 'refused' : 'unreachable',
      status: isRefusal ? fact.status : undefined,
      reason,
    }),
  });
}

/** Silence: the walk goes on, but that server may have the call all the same. */
export function abandon(context: HuntContext): HuntContext {
  const { server, attemptMs } = serverNow(context);
  const reason = `no answer in ${attemptMs} ms`;
  return skipped({
    ...context,
    at: context.at + 1,
    abandoned: [...context.abandoned, { attempt: context.attempt, server }],
    tries: withTry(context, { outcome: 'unreachable', status: undefined, reason }),
  });
}

/** The walk ends here: the server has judged the call. */
export function conclude(context: HuntContext, fact: Refused | Failed): Partial<HuntContext> {
  if (fact.type === 'attempt.refused') {
    const { status, reason } = fact;
    const outcome = judgeInviteRefusal(fact, context.policy);
    const verdict = outcome.kind === 'stop' ? outcome : noneReachable;
    return { verdict, tries: withTry(context, { outcome: 'answered', status, reason }) };
  }
  const outcome = judgeFailure(fact);
  return {
    verdict: outcome.kind === 'stop' ? outcome : noneReachable,
    tries: withTry(context, { outcome: 'unreachable', status: undefined, reason: fact.reason }),
  };
}

/** Somebody answered: the server being asked, or one that had been left behind. */
export function won(context: HuntContext, { attempt }: InviteFact): Partial<HuntContext> {
  const one = { outcome: 'answered', status: 200, reason: '200 OK' } as const;
  const left = context.abandoned.find((other) => other.attempt === attempt);
  if (left === undefined) return { winner: attempt, tries: withTry(context, one) };
  const ms = context.surroundings.now() - context.askedAtMs;
  const late: Try = { server: left.server, ...one, reason: '200 OK, late', ms };
  return { winner: attempt, tries: [...context.tries, late] };
}

/** Nobody was reached; told when to come back only if nobody can be asked before. */
function unreached({ plan, quarantinesMs }: HuntContext): HuntVerdict {
  if (plan.length === 0 || quarantinesMs.length < plan.length) return noneReachable;
  return { ...noneReachable, retryAfterSeconds: Math.ceil(Math.min(...quarantinesMs) / 1000) };
}

export function outputOf(context: HuntContext): HuntOutput {
  const { winner, verdict = unreached(context), tries } = context;
  const last = tries.at(-1);
  return {
    winner,
    verdict,
    server: last?.outcome === 'answered' ? last.server : undefined,
    tries,
  };
}
