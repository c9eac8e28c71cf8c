/** What each outcome at a location server makes of a round. failover.md §2.3. */
import { quarantineMs } from '../src/domain/health.ts';
import { askedQuarantineSeconds, isPermanentRefusal } from '../src/domain/registration-outcome.ts';
import type { PlannedTry, Try } from '../src/domain/walk.ts';
import type { FlowLost } from './events.ts';
import {
  type AttemptFact,
  plannedTry,
  type RegistrationContext,
  shortest,
  skipped,
} from './registration-round.ts';

/** A new round, past the servers that are not to be contacted. */
export function startRound(context: RegistrationContext): Partial<RegistrationContext> {
  const { briefFlows } = context;
  const passedOver = ({ server }: PlannedTry) =>
    server === briefFlows.server && briefFlows.note !== undefined;
  const plan = context.queries
    .plan(context.binding?.server)
    .map((one) => (passedOver(one) ? { ...one, attemptMs: 0, note: briefFlows.note } : one));
  const fresh = {
    ...context,
    plan,
    at: 0,
    // What is still under way is of the round before.
    attempt: context.attempt + 1,
    firstAttempt: context.attempt + 2,
    tries: [],
    isPermanent: plan.length > 0,
    wasRefused: false,
    quarantineMs: 0,
    briefFlows: { ...briefFlows, note: undefined },
  };
  return skipped(fresh);
}

/** Whether a round planned now would ask other servers, or in another order. */
export function isOtherPlan({ plan, binding, queries }: RegistrationContext): boolean {
  const next = queries.plan(binding?.server);
  return (
    next.length !== plan.length ||
    next.some(({ server, place }, at) => server !== plan[at]?.server || place !== plan[at]?.place)
  );
}

/** Whether the line is registered where no round would ask any more. */
export function isMisplaced({ binding, queries }: RegistrationContext): boolean {
  return !queries
    .plan(undefined)
    .some(({ server, place }) => server === binding?.server && place === binding?.place);
}

function tried(context: RegistrationContext, one: Omit<Try, 'server' | 'ms'>): Try {
  const ms = context.surroundings.now() - context.askedAtMs;
  return { server: plannedTry(context).server, ...one, ms };
}

/** A final refusal: the walk goes on. */
export function withRefusal(
  context: RegistrationContext,
  fact: Extract<AttemptFact, { status: number }>,
): RegistrationContext {
  const { status, reason } = fact;
  const { server } = plannedTry(context);
  const askedMs = quarantineMs(askedQuarantineSeconds(fact));
  return skipped({
    ...context,
    at: context.at + 1,
    tries: [...context.tries, tried(context, { outcome: 'refused', status, reason })],
    isPermanent: context.isPermanent && isPermanentRefusal(status),
    wasRefused: true,
    quarantineMs: shortest(context.quarantineMs, askedMs),
    lastRefusal: { server, status, reason, atMs: context.surroundings.now() },
  });
}

/** No answer, or no way to ask: the walk goes on. */
export function withSilence(context: RegistrationContext, reason: string): RegistrationContext {
  const one = tried(context, { outcome: 'unreachable', status: undefined, reason });
  return skipped({
    ...context,
    at: context.at + 1,
    tries: [...context.tries, one],
    isPermanent: false,
  });
}

/**
 * The server may be well, but cannot reach us any more: that is why the line is not up. Once may be
 * a restart of it; where it comes again, whoever else there is has the line.
 */
export function withoutFlow(
  context: RegistrationContext,
  { server, reason, isBrief }: FlowLost,
): Partial<RegistrationContext> {
  const { briefFlows, surroundings } = context;
  const before = isBrief && briefFlows.server === server ? briefFlows.count : 0;
  const note = before > 0 ? `connection lost again: ${reason}` : undefined;
  const lost = { outcome: 'unreachable', status: undefined, ms: 0 } as const;
  return {
    briefFlows: { server, count: isBrief ? before + 1 : 0, note },
    why: [{ server, ...lost, reason: `connection lost: ${reason}` }],
    sinceMs: surroundings.now(),
  };
}

/** A success, of the server being asked or of one that was left in this round. */
export function withBinding(
  context: RegistrationContext,
  { server, expiresSeconds }: { readonly server: string; readonly expiresSeconds: number },
): RegistrationContext {
  const now = context.surroundings.now();
  const place = context.plan.find((one) => one.server === server)?.place;
  const isSame = context.binding?.server === server;
  const answered: Try = {
    server,
    outcome: 'answered',
    status: 200,
    reason: '200 OK',
    ms: now - context.askedAtMs,
  };
  const tries = [...context.tries.filter((one) => one.server !== server), answered];
  return {
    ...context,
    binding: { server, place, expiresSeconds, grantedAtMs: now },
    tries,
    why: tries,
    failures: 0,
    sinceMs: isSame ? context.sinceMs : now,
  };
}
