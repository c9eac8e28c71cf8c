/** The walk itself: one server after the other, from the master, until one accepts. failover.md §2.3. */
import {
  type AttemptFact,
  plannedTry,
  type RegistrationContext,
  type RegistrationNews,
} from './registration-round.ts';
import { registration } from './registration-setup.ts';

type Scope<E> = { readonly context: RegistrationContext; readonly event: E };
type Success = Extract<AttemptFact, { expiresSeconds: number }>;

/** The server to give a binding back at, unless it is the one that the line is registered on. */
export function other(
  kept: { readonly server: string },
  server: string | undefined,
): string | undefined {
  return server === kept.server || server === '' ? undefined : server;
}

/** The binding is there; one that the line had elsewhere is given back. */
export const taken = [
  {
    type: 'unregister',
    params: ({ context, event }: Scope<Success>) => ({
      server: other(event, context.binding?.server),
    }),
  },
  {
    type: 'tell',
    params: ({ context, event }: Scope<Success>): RegistrationNews => ({
      kind: 'up',
      server: event.server,
      from: context.binding?.server,
      tries: context.tries,
    }),
  },
  { type: 'noteBinding', params: ({ event }: Scope<Success>) => event },
] as const;

export const ifCurrent = {
  type: 'isCurrent',
  params: ({ event }: { event: { attempt: number } }) => event,
} as const;

/** A round, first or refreshing: one server after the other until one accepts. */
export const round = registration.createStateConfig({
  entry: 'planRound',
  initial: 'next',
  states: {
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
            { type: 'abandon', params: ({ context: { attempt } }) => ({ attempt }) },
            {
              type: 'noteSilence',
              params: ({ context }) => ({
                reason: `no answer in ${plannedTry(context).attemptMs} ms`,
              }),
            },
          ],
        },
      },
      on: { 'attempt.provisional': { guard: ifCurrent, target: 'proceeding' } },
    },
    // A provisional answer: the attempt time no longer counts, the transaction's own does.
    proceeding: {},
  },
  on: {
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
    // The round is still open: the late success ends it, and the server being asked is let go.
    'attempt.late': {
      guard: { type: 'isOfRound', params: ({ event }) => event },
      target: '#registration.up.held',
      actions: [
        { type: 'abandon', params: ({ context: { attempt } }) => ({ attempt }) },
        {
          type: 'unregister',
          params: ({ context, event }) => ({ server: other(event, plannedTry(context).server) }),
        },
        ...taken,
      ],
    },
  },
});
