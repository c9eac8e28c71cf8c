/** The walk itself: one server after the other, from the master, until one accepts. */
import { withBinding } from './registration-outcomes.ts';
import {
  type AttemptFact,
  plannedTry,
  type RegistrationContext,
  type RegistrationNews,
  silenceOf,
} from './registration-round.ts';
import { registration } from './registration-setup.ts';

type Scope<E> = { readonly context: RegistrationContext; readonly event: E };
type Success = Extract<AttemptFact, { expiresSeconds: number }>;

/** The server to give a binding back at, unless it is one that matters to the line. */
function unless(kept: readonly (string | undefined)[], server: string | undefined) {
  return server === '' || kept.includes(server) ? undefined : server;
}

/** The binding is there; one that the line had elsewhere is given back. */
export const taken = [
  'forgetRetry',
  {
    type: 'unregister',
    params: ({ context, event }: Scope<Success>) => ({
      server: unless([event.server], context.binding?.server),
    }),
  },
  {
    type: 'tell',
    params: ({ context, event }: Scope<Success>): RegistrationNews => ({
      kind: 'up',
      server: event.server,
      from: context.binding?.server,
      tries: context.tries,
      round: withBinding(context, event).tries,
    }),
  },
  { type: 'noteBinding', params: ({ event }: Scope<Success>) => event },
] as const;

/** Another server has the line by now, or nobody shall have it. */
export const undone = {
  type: 'unregister',
  params: ({ context, event }: Scope<Success>) => ({
    server: unless([context.binding?.server], event.server),
  }),
} as const;

/** What is bound is given back without waiting for an answer. */
export const unbound = {
  type: 'unregister',
  params: ({ context }: { context: RegistrationContext }) => ({ server: context.binding?.server }),
} as const;

const abandoned = {
  type: 'abandon',
  params: ({ context: { attempt } }: { context: RegistrationContext }) => ({ attempt }),
} as const;

export const ifCurrent = {
  type: 'isCurrent',
  params: ({ event }: { event: { attempt: number } }) => event,
} as const;

/** A REGISTER is out: what it may bind is waited for, so that it can be given back. */
const released = {
  'registration.release': [
    {
      guard: 'isAskedElsewhere',
      target: '#registration.deregistering.settling',
      actions: [unbound, 'forgetBinding'],
    },
    { target: '#registration.deregistering.settling' },
  ],
} as const;

/** A round, first or refreshing: one server after the other until one accepts. */
export const round = registration.createStateConfig({
  entry: ['forgetRetry', 'planRound'],
  initial: 'spacing',
  states: {
    // Never fewer than 1 s between two rounds.
    spacing: {
      always: { guard: 'isSpaced', target: 'next' },
      after: { roundSpaced: 'next' },
    },
    next: {
      always: [
        { guard: 'isRefusedForGood', target: '#registration.errorMisconfigured' },
        { guard: 'isUnreachable', target: '#registration.errorNetwork' },
        { guard: 'isExhausted', target: '#registration.errorRegistration' },
        { target: 'waitingForTurn' },
      ],
    },
    waitingForTurn: {
      entry: [
        'beginAttempt',
        {
          type: 'takeTurn',
          params: ({ context }) => ({
            server: plannedTry(context).server,
            attempt: context.attempt,
          }),
        },
      ],
      on: { 'turn.came': { guard: ifCurrent, target: 'asking' } },
    },
    asking: {
      entry: [
        'noteAsked',
        {
          type: 'register',
          params: ({ context }) => ({
            server: plannedTry(context).server,
            attempt: context.attempt,
            isRemoval: false,
          }),
        },
      ],
      after: {
        attemptTooSilent: {
          target: 'next',
          actions: [
            abandoned,
            { type: 'tellSilence', params: ({ context }) => silenceOf(context) },
            { type: 'noteSilence', params: ({ context }) => silenceOf(context) },
          ],
        },
      },
      on: { 'attempt.provisional': { guard: ifCurrent, target: 'proceeding' }, ...released },
    },
    // A provisional answer: the attempt time no longer counts, the transaction's own does.
    proceeding: { on: released },
  },
  on: {
    // Other servers, or another master: again from the start.
    'servers.changed': {
      guard: 'isOtherPlan',
      target: '.spacing',
      actions: [abandoned, 'planRound'],
    },
    'attempt.accepted': { guard: ifCurrent, target: '#registration.up.held', actions: taken },
    'attempt.refused': {
      guard: ifCurrent,
      target: '.next',
      actions: { type: 'noteRefusal', params: ({ event }) => event },
    },
    'attempt.unreachable': {
      guard: ifCurrent,
      target: '.next',
      actions: { type: 'noteSilence', params: ({ event }) => event },
    },
    'attempt.late': [
      // The round is still open: the late success ends it, and the server being asked is let go.
      {
        guard: { type: 'isOfRound', params: ({ event }) => event },
        target: '#registration.up.held',
        actions: [
          abandoned,
          {
            type: 'unregister',
            params: ({ context, event }) => ({
              server: unless([event.server, context.binding?.server], plannedTry(context).server),
            }),
          },
          ...taken,
        ],
      },
      // The answer that is awaited from the same server decides.
      { guard: { type: 'isBeingAsked', params: ({ event }) => event } },
    ],
  },
});
