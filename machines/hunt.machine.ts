/**
 * One call's walk over the proxies: master first, then the list, until one *answers*.
 *
 * After an answer nobody else is asked, even if the called user cannot be reached. failover.md.
 */

import { outputOf } from './hunt-outcomes.ts';
import { hunt } from './hunt-setup.ts';
import {
  type Failed,
  type HuntContext,
  type InviteFact,
  type Refused,
  serverNow,
  startHunt,
} from './hunt-walk.ts';

const asItCame = ({ event }: { event: InviteFact }) => event;
const refusal = ({ event }: { event: Refused }) => event;
const failure = ({ event }: { event: Failed }) => event;
const ifCurrent = { type: 'isCurrent', params: asItCame } as const;

/** Of an attempt left behind: its ringing is stopped, its answer taken if nobody else rings. */
const stray = {
  release: { actions: { type: 'release', params: asItCame } },
  take: {
    guard: 'isFree',
    target: '#hunt.answered',
    actions: [
      { type: 'release', params: ({ context }: { context: HuntContext }) => context },
      { type: 'noteWinner', params: asItCame },
    ],
  },
  forget: { actions: { type: 'forgetAbandoned', params: asItCame } },
} as const;

export const huntMachine = hunt.createMachine({
  id: 'hunt',
  options: { maxIterations: 1000 },
  context: ({ input }) => startHunt(input),
  initial: 'next',
  on: {
    fault: { target: '.refused', actions: 'noteFault' },
    'attempt.trying': stray.release,
    'attempt.rang': stray.release,
    'attempt.answered': [
      { guard: ifCurrent, target: '.answered', actions: { type: 'noteWinner', params: asItCame } },
      stray.take,
      stray.release,
    ],
    'attempt.refused': [
      {
        guard: { type: 'isMerged', params: refusal },
        target: '.reviving',
        actions: { type: 'conclude', params: refusal },
      },
      {
        guard: { type: 'goesOn', params: refusal },
        target: '.next',
        actions: { type: 'leave', params: refusal },
      },
      {
        guard: ifCurrent,
        target: '.refused',
        actions: { type: 'conclude', params: refusal },
      },
      stray.forget,
    ],
    'attempt.unreachable': [
      {
        guard: { type: 'goesOn', params: failure },
        target: '.next',
        actions: { type: 'leave', params: failure },
      },
      {
        guard: ifCurrent,
        target: '.refused',
        actions: { type: 'conclude', params: failure },
      },
      stray.forget,
    ],
  },
  states: {
    next: {
      always: [{ guard: 'isExhausted', target: 'refused' }, { target: 'asking' }],
    },
    asking: {
      entry: [
        'beginAttempt',
        {
          type: 'invite',
          params: ({ context }) => ({
            server: serverNow(context).server,
            attempt: context.attempt,
          }),
        },
      ],
      after: {
        attemptTooSilent: {
          target: 'next',
          actions: [
            {
              type: 'tellSilence',
              params: ({ context }) => ({
                server: serverNow(context).server,
                reason: `no answer in ${serverNow(context).attemptMs} ms`,
              }),
            },
            'abandon',
          ],
        },
      },
      on: {
        'attempt.trying': [
          { guard: ifCurrent, target: 'proceeding', actions: 'tellProceeding' },
          stray.release,
        ],
        'attempt.rang': [
          {
            guard: ifCurrent,
            target: 'proceeding',
            actions: ['noteRinging', { type: 'tellRinging', params: ({ event }) => event }],
          },
          stray.release,
        ],
      },
    },
    // The server has the call: no other is asked, however long it rings.
    proceeding: {
      on: {
        'attempt.trying': [{ guard: ifCurrent }, stray.release],
        'attempt.rang': [
          {
            guard: ifCurrent,
            actions: ['noteRinging', { type: 'tellRinging', params: ({ event }) => event }],
          },
          stray.release,
        ],
      },
    },
    // A server left behind has the call after all: wait for it as long as its transaction lives.
    reviving: {
      entry: 'tellProceeding',
      on: {
        'attempt.trying': {},
        'attempt.rang': {
          actions: ['noteRinging', { type: 'tellRinging', params: ({ event }) => event }],
        },
        'attempt.answered': {
          target: 'answered',
          actions: { type: 'noteWinner', params: asItCame },
        },
        'attempt.refused': [
          { guard: { type: 'isLastHope', params: asItCame }, target: 'refused' },
          stray.forget,
        ],
        'attempt.unreachable': [
          { guard: { type: 'isLastHope', params: asItCame }, target: 'refused' },
          stray.forget,
        ],
      },
    },
    answered: { type: 'final' },
    refused: { type: 'final' },
  },
  output: ({ context }) => outputOf(context),
});
