/** One round of a registration as data: which server is asked, what came of each, what it ends with. */

import {
  type BackoffSettings,
  roundSpacingMs,
  type SlowLaneSettings,
} from '../src/domain/backoff.ts';
import { quarantineMs } from '../src/domain/health.ts';
import { askedQuarantineSeconds, isPermanentRefusal } from '../src/domain/registration-outcome.ts';
import type { PlannedTry, Try } from '../src/domain/walk.ts';
import type { Surroundings } from './events.ts';

/** What one attempt at one server told; `attempt` is its number in the life of this registration. */
export type AttemptFact = { readonly attempt: number } & (
  | { readonly type: 'attempt.provisional' }
  | {
      readonly type: 'attempt.accepted' | 'attempt.late';
      readonly server: string;
      readonly expiresSeconds: number;
    }
  | {
      readonly type: 'attempt.refused';
      readonly status: number;
      readonly reason: string;
      readonly retryAfterSeconds: number | undefined;
    }
  | { readonly type: 'attempt.unreachable'; readonly reason: string }
);

export interface RegistrationSettings {
  readonly retry: BackoffSettings;
  readonly slowLane: SlowLaneSettings;
}

/** What a registration asks of its surroundings; answers are data and change nothing. */
export interface RegistrationQueries {
  /** The servers of the next round, in order, seen from where the binding is. */
  plan(current: string | undefined): readonly PlannedTry[];
  settings(): RegistrationSettings;
}

export interface RegistrationInput {
  readonly user: string;
  readonly surroundings: Surroundings;
  readonly queries: RegistrationQueries;
}

export interface Binding {
  readonly server: string;
  readonly expiresSeconds: number;
  /** Monotonic instant of the answer that granted it. */
  readonly grantedAtMs: number;
}

export interface RefusalSeen {
  readonly server: string;
  readonly status: number;
  readonly reason: string;
  readonly atMs: number;
}

export interface RegistrationContext extends RegistrationInput {
  readonly binding: Binding | undefined;
  readonly plan: readonly PlannedTry[];
  /** The place in the plan. */
  readonly at: number;
  readonly attempt: number;
  /** The number of the first attempt of this round. */
  readonly firstAttempt: number;
  readonly askedAtMs: number;
  /** What this round has tried so far. */
  readonly tries: readonly Try[];
  /** The tries of the last round that ended: why the line is where it is. */
  readonly why: readonly Try[];
  /** Every server asked in this round refused for good. */
  readonly isPermanent: boolean;
  readonly wasRefused: boolean;
  /** The shortest time that a server of this round asked to be left alone. */
  readonly quarantineMs: number;
  /** Rounds in which every server failed, since the last success. */
  readonly failures: number;
  readonly lastRefusal: RefusalSeen | undefined;
  /** In this state since. */
  readonly sinceMs: number;
  readonly fault: string | undefined;
}

/** What others may want to know of a line. */
export type RegistrationNews = { readonly tries: readonly Try[] } & (
  | { readonly kind: 'up'; readonly server: string; readonly from: string | undefined }
  | { readonly kind: 'lost'; readonly server: string | undefined }
  | { readonly kind: 'refused' }
  | { readonly kind: 'removed'; readonly server: string | undefined }
);

export function startContext(input: RegistrationInput): RegistrationContext {
  return {
    ...input,
    binding: undefined,
    plan: [],
    at: 0,
    attempt: 0,
    firstAttempt: 1,
    askedAtMs: Number.NEGATIVE_INFINITY,
    tries: [],
    why: [],
    isPermanent: false,
    wasRefused: false,
    quarantineMs: 0,
    failures: 0,
    lastRefusal: undefined,
    sinceMs: input.surroundings.now(),
    fault: undefined,
  };
}

/** A new round, past the servers that are not to be contacted. */
export function startRound(context: RegistrationContext): Partial<RegistrationContext> {
  const plan = context.queries.plan(context.binding?.server);
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
  };
  return skipped(fresh);
}

export function plannedTry({ plan, at }: RegistrationContext): PlannedTry {
  return plan[at] ?? { server: '', attemptMs: 0, note: undefined };
}

/** What there is to say of a server that has been silent too long. */
export function silenceOf(context: RegistrationContext) {
  const { server, attemptMs } = plannedTry(context);
  return { server, reason: `no answer in ${attemptMs} ms` } as const;
}

/** How much is left of the time that a line waits between two rounds. */
export function spacingMs({ askedAtMs, surroundings }: RegistrationContext): number {
  return Math.max(0, askedAtMs + roundSpacingMs - surroundings.now());
}

/** Whether a round planned now would ask other servers, or in another order. */
export function isOtherPlan({ plan, binding, queries }: RegistrationContext): boolean {
  const next = queries.plan(binding?.server);
  return next.length !== plan.length || next.some(({ server }, at) => server !== plan[at]?.server);
}

export function isExhausted({ plan, at }: RegistrationContext): boolean {
  return at >= plan.length;
}

/** Notes the servers that are left alone and stops at the first one to ask. */
function skipped(context: RegistrationContext): RegistrationContext {
  let next = context;
  while (!isExhausted(next) && plannedTry(next).attemptMs === 0) {
    const { server, note = 'left alone', quarantineMs: leftMs = 0 } = plannedTry(next);
    const skip: Try = { server, outcome: 'skipped', status: undefined, reason: note, ms: 0 };
    next = {
      ...next,
      at: next.at + 1,
      tries: [...next.tries, skip],
      isPermanent: false,
      quarantineMs: shortest(next.quarantineMs, leftMs),
    };
  }
  return next;
}

function shortest(one: number, other: number): number {
  return one === 0 || other === 0 ? Math.max(one, other) : Math.min(one, other);
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

/** A success, of the server being asked or of one that was left in this round. */
export function withBinding(
  context: RegistrationContext,
  { server, expiresSeconds }: { readonly server: string; readonly expiresSeconds: number },
): RegistrationContext {
  const now = context.surroundings.now();
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
    binding: { server, expiresSeconds, grantedAtMs: now },
    tries,
    why: tries,
    failures: 0,
    sinceMs: isSame ? context.sinceMs : now,
  };
}
