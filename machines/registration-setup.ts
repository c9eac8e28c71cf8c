/** What the chart of a registration is made of: its events, ports, guards and delays. */
import { assign, cancel, raise, setup } from 'xstate';
import { refreshDelayMs, retryDelayMs, slowLaneDelayMs } from '../src/domain/backoff.ts';
import { walkMs } from '../src/domain/health.ts';
import { type Fault, unprovided } from './contain.ts';
import type { Ending, FlowLost, ServerRecovered, ServersChanged } from './events.ts';
import {
  isMisplaced,
  isOtherPlan,
  startRound,
  withBinding,
  withoutFlow,
  withRefusal,
  withSilence,
} from './registration-outcomes.ts';
import {
  type AttemptFact,
  isExhausted,
  plannedTry,
  type RegistrationContext,
  type RegistrationInput,
  type RegistrationNews,
  spacingMs,
} from './registration-round.ts';

export type RegistrationEvent =
  | AttemptFact
  /** The paced turn to ask this server has come. */
  | { readonly type: 'turn.came'; readonly attempt: number }
  /** Somebody wants a round now. */
  | { readonly type: 'registration.retry' }
  | { readonly type: 'registration.release' }
  | ServersChanged
  | ServerRecovered
  | FlowLost
  | Fault;

export const registration = setup({
  types: {
    input: {} as RegistrationInput,
    context: {} as RegistrationContext,
    events: {} as RegistrationEvent,
    tags: {} as 'usable',
    output: {} as Ending,
  },
  actions: {
    // Ports.
    takeTurn: (_, _params: { server: string; attempt: number }) => unprovided('takeTurn'),
    register: (_, _params: { server: string; attempt: number; isRemoval: boolean }) =>
      unprovided('register'),
    /** The attempt is left; a success that comes all the same is told as `attempt.late`. */
    abandon: (_, _params: { attempt: number }) => unprovided('abandon'),
    tellSilence: (_, _params: { server: string; reason: string }) => unprovided('tellSilence'),
    unregister: (_, _params: { server: string | undefined }) => unprovided('unregister'),
    /** Nothing of the line may stay bound anywhere. */
    leave: () => unprovided('leave'),
    tell: (_, _params: RegistrationNews) => unprovided('tell'),
    // Memory.
    planRound: assign(({ context }) => startRound(context)),
    beginAttempt: assign({ attempt: ({ context }) => context.attempt + 1 }),
    noteAsked: assign({ askedAtMs: ({ context }) => context.surroundings.now() }),
    noteBinding: assign(({ context }, fact: Extract<AttemptFact, { expiresSeconds: number }>) =>
      withBinding(context, fact),
    ),
    noteRefusal: assign(({ context }, fact: Extract<AttemptFact, { status: number }>) =>
      withRefusal(context, fact),
    ),
    noteSilence: assign(({ context }, { reason }: { readonly reason: string }) =>
      withSilence(context, reason),
    ),
    noteFlow: assign(({ context }, lost: FlowLost) => withoutFlow(context, lost)),
    noteFailedRound: assign(({ context }) => ({
      why: context.tries,
      failures: context.failures + 1,
      sinceMs: context.surroundings.now(),
      binding: undefined,
    })),
    forgetBinding: assign({ binding: undefined }),
    noteRelease: assign(({ context }) => ({ sinceMs: context.surroundings.now() })),
    noteFault: assign((_, { message }: { readonly message: string }) => ({ fault: message })),
    forgetRetry: cancel('retry'),
    retryLater: raise(
      { type: 'registration.retry' },
      {
        id: 'retry',
        delay: (_, { delayMs }: { readonly delayMs: number }) => delayMs,
      },
    ),
  },
  guards: {
    isCurrent: ({ context }, { attempt }: { readonly attempt: number }) =>
      attempt === context.attempt,
    isOfRound: ({ context }, { attempt }: { readonly attempt: number }) =>
      attempt >= context.firstAttempt || context.binding === undefined,
    isExhausted: ({ context }) => isExhausted(context),
    isRefusedForGood: ({ context }) => isExhausted(context) && context.isPermanent,
    isUnreachable: ({ context }) => isExhausted(context) && !context.wasRefused,
    isSpaced: ({ context }) => spacingMs(context) === 0,
    isOtherPlan: ({ context }) => isOtherPlan(context),
    hasBinding: ({ context }) => context.binding !== undefined,
    isAskedElsewhere: ({ context }) =>
      context.binding !== undefined && context.binding.server !== plannedTry(context).server,
    isBeingAsked: ({ context }, { server }: { readonly server: string }) =>
      server === plannedTry(context).server,
    isElsewhere: ({ context }, { server, isMaster }: ServerRecovered) =>
      isMaster && context.binding !== undefined && context.binding.server !== server,
    isOtherFlow: ({ context }, { server }: FlowLost) => context.binding?.server !== server,
    isMisplaced: ({ context }) => isMisplaced(context),
  },
  delays: {
    removalTooSilent: 5000,
    roundSpaced: ({ context }) => spacingMs(context),
    attemptTooSilent: ({ context }) => plannedTry(context).attemptMs,
    retryDue: ({ context }) => {
      const { queries, failures, briefFlows, surroundings, quarantineMs } = context;
      const { retry } = queries.settings();
      const before = Math.max(1, failures, briefFlows.count - 1) - 1;
      return retryDelayMs(retry, before, surroundings.chance(), quarantineMs);
    },
    slowRetryDue: ({ context }) =>
      slowLaneDelayMs(context.queries.settings().slowLane, context.surroundings.chance()),
    refreshDue: ({ context }) =>
      refreshDelayMs(
        context.binding?.expiresSeconds ?? 0,
        walkMs(context.queries.plan(context.binding?.server)),
        context.surroundings.chance(),
      ),
  },
});
