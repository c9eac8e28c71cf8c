/** One round of a registration as data: which server is asked, what came of each so far. */
import {
  type BackoffSettings,
  roundSpacingMs,
  type SlowLaneSettings,
} from '../src/domain/backoff.ts';
import type { PlannedTry, Try } from '../src/domain/walk.ts';
import type { Surroundings } from './events.ts';

/** What one attempt at one server told; `attempt` is its number in this registration's life. */
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
  /** Who that was when it was asked. */
  readonly place: string | undefined;
  readonly expiresSeconds: number;
  /** Monotonic instant of the answer that granted it. */
  readonly grantedAtMs: number;
}

/** Connections to a server that were lost soon after they were made, in a row. */
interface BriefFlows {
  readonly server: string;
  readonly count: number;
  /** Why the next round passes the server over; undefined: it does not. */
  readonly note: string | undefined;
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
  readonly briefFlows: BriefFlows;
  /** In this state since. */
  readonly sinceMs: number;
  readonly fault: string | undefined;
}

/** What others may want to know of a line. */
export type RegistrationNews = { readonly tries: readonly Try[] } & (
  | {
      readonly kind: 'up';
      readonly server: string;
      readonly from: string | undefined;
      /** The tries that failed, and the one that did not. */
      readonly round: readonly Try[];
    }
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
    briefFlows: { server: '', count: 0, note: undefined },
    sinceMs: input.surroundings.now(),
    fault: undefined,
  };
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

export function isExhausted({ plan, at }: RegistrationContext): boolean {
  return at >= plan.length;
}

/** Notes the servers that are left alone and stops at the first one to ask. */
export function skipped(context: RegistrationContext): RegistrationContext {
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

export function shortest(one: number, other: number): number {
  return one === 0 || other === 0 ? Math.max(one, other) : Math.min(one, other);
}
