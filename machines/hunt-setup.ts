/** What the chart of a hunt is made of: its ports, memory and guards. */
import { assign, sendParent, setup } from 'xstate';
import { type Fault, unprovided } from './contain.ts';
import { abandon, conclude, goesOn, leave, won } from './hunt-outcomes.ts';
import {
  type Failed,
  type HuntContext,
  type HuntInput,
  type HuntOutput,
  type InviteFact,
  isExhausted,
  type Refused,
  serverNow,
} from './hunt-walk.ts';

export const hunt = setup({
  types: {
    input: {} as HuntInput,
    context: {} as HuntContext,
    events: {} as InviteFact | Fault,
    output: {} as HuntOutput,
  },
  actions: {
    /** Ports. `release` cancels an attempt as soon as that is legal, or ends the leg it won. */
    invite: (_, _params: { readonly server: string; readonly attempt: number }) =>
      unprovided('invite'),
    release: (_, _params: { readonly attempt: number }) => unprovided('release'),
    tellSilence: (_, _params: { readonly server: string; readonly reason: string }) =>
      unprovided('tellSilence'),
    beginAttempt: assign(({ context }) => ({
      attempt: context.attempt + 1,
      askedAtMs: context.surroundings.now(),
    })),
    leave: assign(({ context }, fact: Refused | Failed) => leave(context, fact)),
    abandon: assign(({ context }) => abandon(context)),
    conclude: assign(({ context }, fact: Refused | Failed) => conclude(context, fact)),
    noteWinner: assign(({ context }, fact: InviteFact) => won(context, fact)),
    noteFault: assign({ verdict: { status: 500, cause: 'fault' } as const }),
    noteRinging: assign({ hasRung: true }),
    forgetAbandoned: assign(({ context }, { attempt }: InviteFact) => ({
      abandoned: context.abandoned.filter((one) => one.attempt !== attempt),
    })),
    tellProceeding: sendParent({ type: 'hunt.proceeding' }),
    tellRinging: sendParent((_, { attempt, status }: { attempt: number; status: number }) => ({
      type: 'hunt.rang',
      attempt,
      status,
    })),
  },
  guards: {
    isExhausted: ({ context }) => isExhausted(context),
    isCurrent: ({ context }, { attempt }: InviteFact) => attempt === context.attempt,
    isFree: ({ context }) => !context.hasRung,
    goesOn: ({ context }, fact: Refused | Failed) =>
      fact.attempt === context.attempt && goesOn(context, fact),
    // RFC 3261 §8.2.2.2: a merged request; the one left behind has reached the callee.
    isMerged: ({ context }, fact: Refused) =>
      fact.attempt === context.attempt && fact.status === 482 && context.abandoned.length > 0,
    isLastHope: ({ context }, { attempt }: InviteFact) =>
      context.abandoned.every((one) => one.attempt === attempt),
  },
  delays: { attemptTooSilent: ({ context }) => serverNow(context).attemptMs },
});
