/**
 * One line's walk over the location servers, and the binding it ends with. Decision table A.
 *
 * State names follow TR-104 `SIP.Client.{i}.Status`; a line stays `up` while it refreshes.
 */
import { type Ending, endingOf, type FlowLost, type ServerRecovered } from './events.ts';
import {
  type RegistrationContext,
  type RegistrationNews,
  startContext,
} from './registration-round.ts';
import { registration } from './registration-setup.ts';
import { ifCurrent, round, taken, unbound, undone } from './registration-walk.ts';

const retryLater = [
  'forgetRetry',
  { type: 'retryLater', params: ({ event }: { event: ServerRecovered }) => event },
] as const;

const lost = { params: ({ event }: { event: FlowLost }) => event } as const;

/** The server has taken the binding back, as it was asked to. */
const givenBack = {
  type: 'tell',
  params: ({ context: { binding } }: { context: RegistrationContext }): RegistrationNews => ({
    kind: 'removed',
    server: binding?.server,
    tries: [],
  }),
} as const;

/** Every server failed; the line waits, and comes back at once when there is reason to hope. */
const failed = registration.createStateConfig({
  entry: [
    {
      type: 'tell',
      params: ({ context: { isPermanent, binding, tries } }): RegistrationNews =>
        isPermanent ? { kind: 'refused', tries } : { kind: 'lost', server: binding?.server, tries },
    },
    'noteFailedRound',
  ],
  on: {
    'registration.retry': '#registration.registering',
    'servers.changed': '#registration.registering',
    'server.recovered': { actions: retryLater },
    'attempt.late': { target: '#registration.up.held', actions: taken },
  },
});

export const registrationMachine = registration.createMachine({
  id: 'registration',
  options: { maxIterations: 1000 },
  context: ({ input }) => startContext(input),
  initial: 'registering',
  on: {
    'registration.release': '.deregistering',
    fault: { target: '.failed', actions: { type: 'noteFault', params: ({ event }) => event } },
  },
  states: {
    registering: round,
    up: {
      tags: 'usable',
      initial: 'held',
      states: {
        held: {
          after: { refreshDue: 'refreshing' },
          on: {
            'registration.retry': 'refreshing',
            'servers.changed': { guard: 'isMisplaced', target: 'refreshing' },
            'flow.lost': [
              { guard: { type: 'isOtherFlow', ...lost } },
              {
                target: '#registration.registering',
                actions: { type: 'noteFlow', ...lost },
              },
            ],
          },
        },
        refreshing: round,
      },
      on: {
        'server.recovered': {
          guard: { type: 'isElsewhere', params: ({ event }) => event },
          actions: retryLater,
        },
        // Another server has the line by now.
        'attempt.late': { actions: undone },
      },
    },
    errorNetwork: { ...failed, after: { retryDue: 'registering' } },
    errorRegistration: { ...failed, after: { retryDue: 'registering' } },
    errorMisconfigured: { ...failed, after: { slowRetryDue: 'registering' } },
    deregistering: {
      entry: 'noteRelease',
      initial: 'settled',
      after: { removalTooSilent: { target: 'disabled', actions: unbound } },
      states: {
        settling: {
          on: {
            'attempt.accepted': {
              guard: ifCurrent,
              target: 'settled',
              actions: { type: 'noteBinding', params: ({ event }) => event },
            },
            'attempt.refused': { guard: ifCurrent, target: 'settled' },
            'attempt.unreachable': { guard: ifCurrent, target: 'settled' },
          },
        },
        settled: {
          always: [
            { guard: 'hasBinding', target: 'removing' },
            { target: '#registration.disabled' },
          ],
        },
        removing: {
          entry: [
            'beginAttempt',
            {
              type: 'register',
              params: ({ context: { binding, attempt } }) => ({
                server: binding?.server ?? '',
                attempt,
                isRemoval: true,
              }),
            },
          ],
          on: {
            'attempt.accepted': {
              guard: ifCurrent,
              target: '#registration.disabled',
              actions: givenBack,
            },
            'attempt.refused': { guard: ifCurrent, target: '#registration.disabled' },
            'attempt.unreachable': { guard: ifCurrent, target: '#registration.disabled' },
          },
        },
      },
      on: { 'registration.release': undefined, 'attempt.late': { actions: undone } },
    },
    disabled: { type: 'final', entry: 'leave' },
    failed: { type: 'final' },
  },
  output: ({ context }): Ending => endingOf(context),
});
