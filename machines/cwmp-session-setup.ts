/** What the chart of CWMP sessions works with: context, ports, guards, delays. */
import { assign, setup } from 'xstate';
import {
  type AcsState,
  type CwmpFact,
  type RetrySettings,
  sessionRetryMs,
} from '../src/domain/cwmp-session.ts';
import { type Fault, unprovided } from './contain.ts';
import type { Surroundings } from './events.ts';

export interface CwmpSessionInput {
  readonly surroundings: Pick<Surroundings, 'chance'>;
  readonly retry: () => RetrySettings;
  /** No answer for this long ends a session. */
  readonly silenceMs: number;
}

interface CwmpSessionContext extends CwmpSessionInput, AcsState {
  /** Sessions that failed in a row. */
  readonly retryCount: number;
  /** Informs of this session that the ACS wanted once more. */
  readonly repeats: number;
  readonly isOlder: boolean;
  /** A reason came while a session was running: another follows. */
  readonly isWanted: boolean;
}

/** An ACS that always says "retry" is not obeyed for ever. */
const repeatsMax = 3;

export const session = setup({
  types: {
    input: {} as CwmpSessionInput,
    context: {} as CwmpSessionContext,
    events: {} as CwmpFact | Fault,
    tags: {} as 'busy',
  },
  actions: {
    sendInform: (_, _params: { readonly retryCount: number; readonly isOlder: boolean }) =>
      unprovided('sendInform'),
    sendRequest: () => unprovided('sendRequest'),
    sendEmpty: () => unprovided('sendEmpty'),
    answerRequest: () => unprovided('answerRequest'),
    closeSession: () => unprovided('closeSession'),
    abortSession: (_, _params: { readonly reason: string }) => unprovided('abortSession'),
    noteState: assign((_, { isHeld, requests }: AcsState) => ({ isHeld, requests })),
    noteWanted: assign({ isWanted: true }),
    noteRepeat: assign(({ context }, { isOlder }: { readonly isOlder: boolean }) => ({
      repeats: context.repeats + 1,
      isOlder,
    })),
    noteFailure: assign(({ context }) => ({ retryCount: context.retryCount + 1 })),
    forgetFailures: assign({ retryCount: 0 }),
    forgetSession: assign({
      isWanted: false,
      isHeld: false,
      requests: 0,
      repeats: 0,
      isOlder: false,
    }),
  },
  guards: {
    mayRequest: (_, { isHeld, requests }: AcsState) => requests > 0 && !isHeld,
    // An ACS that holds our requests back is asked again until it lets them go.
    mustWait: (_, { isHeld, requests }: AcsState) => requests > 0 && isHeld,
    isWanted: ({ context }) => context.isWanted,
    mayRepeat: ({ context }) => context.repeats < repeatsMax,
  },
  delays: {
    silence: ({ context }) => context.silenceMs,
    retryDue: ({ context }) =>
      sessionRetryMs(context.retry(), context.retryCount, context.surroundings.chance()),
  },
});
