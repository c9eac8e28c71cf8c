/**
 * A CPE's sessions with its ACS: Inform, its own requests, then answers while it is asked.
 *
 * TR-069 §3.7 and §3.2.1.
 */
import type { AcsState } from '../src/domain/cwmp-session.ts';
import { session } from './cwmp-session-setup.ts';

const state = {
  type: 'noteState',
  params: ({ event }: { event: AcsState }) => event,
} as const;

const given = ({ event }: { event: AcsState }): AcsState => event;

/** Our own requests first, the ACS's turn after them. */
const requestOrServe = [
  {
    guard: { type: 'mayRequest', params: given },
    target: '#cwmpSession.requesting',
    reenter: true,
    actions: state,
  },
  { target: '#cwmpSession.serving', reenter: true, actions: state },
] as const;

const requestOrEnd = [
  {
    guard: { type: 'mayRequest', params: given },
    target: '#cwmpSession.requesting',
    actions: state,
  },
  {
    guard: { type: 'mustWait', params: given },
    target: '#cwmpSession.serving',
    reenter: true,
    actions: state,
  },
  { target: '#cwmpSession.ending', actions: state },
] as const;

const failed = (reason: string) =>
  ({
    target: '#cwmpSession.waiting',
    actions: [{ type: 'abortSession', params: { reason } }, 'noteFailure'],
  }) as const;

const repeated = (isOlder: boolean) =>
  [
    {
      guard: 'mayRepeat',
      target: '#cwmpSession.informing',
      reenter: true,
      actions: { type: 'noteRepeat', params: { isOlder } },
    },
    failed('the ACS wants the Inform again and again'),
  ] as const;

/**
 * While a session runs it may fail in the same ways everywhere, and reasons for another are kept.
 */
const whileBusy = {
  'session.wanted': { actions: 'noteWanted' },
  'acs.failed': {
    target: '#cwmpSession.waiting',
    actions: [
      { type: 'abortSession', params: ({ event }: { event: { reason: string } }) => event },
      'noteFailure',
    ],
  },
  fault: failed('a fault of ours'),
} as const;

const inSilence = { silence: failed('no answer of the ACS') } as const;

export const cwmpSessionMachine = session.createMachine({
  id: 'cwmpSession',
  context: ({ input }) => ({
    ...input,
    retryCount: 0,
    repeats: 0,
    isOlder: false,
    isWanted: false,
    isHeld: false,
    requests: 0,
  }),
  initial: 'idle',
  on: {
    'session.stop': {
      target: '.stopped',
      actions: { type: 'abortSession', params: { reason: 'the gateway stops' } },
    },
  },
  states: {
    idle: { entry: 'forgetSession', on: { 'session.wanted': 'informing' } },
    informing: {
      tags: 'busy',
      entry: {
        type: 'sendInform',
        params: ({ context: { retryCount, isOlder } }) => ({ retryCount, isOlder }),
      },
      after: inSilence,
      on: {
        ...whileBusy,
        'acs.informed': requestOrServe,
        'acs.retry': repeated(false),
        'acs.older': repeated(true),
      },
    },
    requesting: {
      tags: 'busy',
      entry: 'sendRequest',
      after: inSilence,
      on: { ...whileBusy, 'acs.responded': requestOrServe },
    },
    serving: {
      tags: 'busy',
      entry: 'sendEmpty',
      after: inSilence,
      on: {
        ...whileBusy,
        'acs.asked': { target: 'answering', actions: state },
        'acs.ended': requestOrEnd,
      },
    },
    answering: {
      tags: 'busy',
      entry: 'answerRequest',
      after: inSilence,
      on: {
        ...whileBusy,
        'acs.asked': { target: 'answering', reenter: true, actions: state },
        'acs.ended': requestOrEnd,
      },
    },
    ending: {
      tags: 'busy',
      entry: ['forgetFailures', 'closeSession'],
      on: {
        ...whileBusy,
        'session.closed': [
          { guard: 'isWanted', target: 'informing', actions: 'forgetSession' },
          { target: 'idle' },
        ],
      },
    },
    // TR-069 §3.2.1.1: a new event does not wait for the retry.
    waiting: {
      entry: 'forgetSession',
      after: { retryDue: 'informing' },
      on: { 'session.wanted': 'informing' },
    },
    stopped: { type: 'final' },
  },
  options: { maxIterations: 1000 },
});
