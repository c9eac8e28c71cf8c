/** What each outcome at a proxy makes of a walk. failover.md §2.4. */
import { quarantineMs } from '../src/domain/health.ts';
import {
  type InviteOutcome,
  judgeInviteFailure,
  judgeInviteRefusal,
} from '../src/domain/invite-outcome.ts';
import { askedQuarantineSeconds } from '../src/domain/registration-outcome.ts';
import type { Try } from '../src/domain/walk.ts';
import {
  type Failed,
  type HuntContext,
  type HuntOutput,
  type HuntVerdict,
  type InviteFact,
  noneReachable,
  type Refused,
  serverNow,
  skipped,
  withQuarantine,
  withTry,
} from './hunt-walk.ts';

export function goesOn(context: HuntContext, fact: Refused | Failed): boolean {
  const { policy, lostAfterTrying } = context;
  if (policy.invitePolicy === 'emergency') return true;
  if (fact.type === 'attempt.refused') {
    return sentOn(context, fact) !== undefined || judgeInviteRefusal(fact, policy).kind === 'next';
  }
  const isForgiven = fact.phase !== 'trying' || lostAfterTrying === 0;
  return isForgiven && judgeFailure(fact).kind === 'next';
}

function judgeFailure({ phase, fault }: Failed): InviteOutcome {
  return judgeInviteFailure(phase, fault === 'timeout');
}

/**
 * The walk as it goes on after a 305 (RFC 3261 §21.3.4): by the proxy named and no other, unless it
 * was asked before.
 */
function sentOn({ plan, at }: HuntContext, fact: Refused): HuntContext['plan'] | undefined {
  const named = plan.slice(at + 1).find(({ server }) => server === fact.sentTo);
  return named && [...plan.slice(0, at + 1), named];
}

/** The walk leaves this server. */
export function leave(context: HuntContext, fact: Refused | Failed): HuntContext {
  const { reason } = fact;
  const isRefusal = fact.type === 'attempt.refused';
  const wasTrying = !isRefusal && fact.phase === 'trying';
  return skipped({
    ...context,
    plan: (isRefusal ? sentOn(context, fact) : undefined) ?? context.plan,
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

/** The tries of a walk that is cut short: a server that has taken the call, and no more, is one. */
export function triesSoFar(context: HuntContext, isTaken: boolean): readonly Try[] {
  if (!isTaken || context.winner !== undefined || context.verdict) return context.tries;
  const last = context.hasRung
    ? { status: 180, reason: 'rang, not answered' }
    : { status: 100, reason: '100 Trying and nothing more' };
  return withTry(context, { outcome: 'answered', ...last });
}
