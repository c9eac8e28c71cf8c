/** One confirmed dialog of a call: talking, held or renegotiating, until it ends. RFC 3264 §8.4. */
import { assign, sendParent, setup } from 'xstate';
import type { Cause } from '../src/domain/cause.ts';
import { type Fault, unprovided } from './contain.ts';

/** `a` called, `b` was called. */
export type LegName = 'a' | 'b';

interface LegContext {
  readonly call: string;
  readonly leg: LegName;
  readonly isHeld: boolean;
  /** What the offer under way asks for. */
  readonly isHoldOffered: boolean;
}

export interface LegEnd {
  readonly type: 'leg.ended';
  readonly reason: string;
  /** Left out when the party has hung up. */
  readonly cause?: Cause | undefined;
}

/** Both parties agreed, or kept what they had. */
interface LegSettled {
  readonly type: 'leg.settled';
  readonly isAccepted: boolean;
  /** Whether this party holds, where its offer could not say so. */
  readonly isHold?: boolean | undefined;
}

export type LegEvent =
  /** This party offers anew: a hold, a resume, a change of media, or only a refresh. */
  { readonly type: 'leg.offered'; readonly isHold: boolean } | LegSettled | LegEnd | Fault;

export const legMachine = setup({
  types: {
    input: {} as { readonly call: string; readonly leg: LegName },
    context: {} as LegContext,
    events: {} as LegEvent,
  },
  actions: {
    /** Port: carries the offer to the other leg and its answer back. */
    passOffer: (_, _params: { readonly call: string; readonly leg: LegName }) =>
      unprovided('passOffer'),
    noteOffer: assign((_, { isHold }: { readonly isHold: boolean }) => ({ isHoldOffered: isHold })),
    // RFC 3261 §14.1: a refused offer changes nothing.
    noteSettled: assign(
      (
        { context: { isHeld, isHoldOffered } },
        { isAccepted, isHold = isHoldOffered }: Omit<LegSettled, 'type'>,
      ) => ({ isHeld: isAccepted ? isHold : isHeld }),
    ),
    tellEnd: sendParent((_, params: Omit<LegEnd, 'type'> & { readonly leg: LegName }) => ({
      type: 'leg.ended',
      ...params,
    })),
  },
  guards: {
    isHeld: ({ context }) => context.isHeld,
  },
}).createMachine({
  id: 'leg',
  options: { maxIterations: 1000 },
  context: ({ input }) => ({ ...input, isHeld: false, isHoldOffered: false }),
  initial: 'talking',
  on: {
    'leg.offered': {
      target: '.renegotiating',
      actions: [
        { type: 'noteOffer', params: ({ event }) => event },
        { type: 'passOffer', params: ({ context }) => context },
      ],
    },
    fault: {
      target: '.ended',
      actions: {
        type: 'tellEnd',
        params: ({ context: { leg }, event }) => ({ leg, reason: event.message }),
      },
    },
    'leg.ended': {
      target: '.ended',
      actions: {
        type: 'tellEnd',
        params: ({ context: { leg }, event: { reason, cause } }) => ({ leg, reason, cause }),
      },
    },
  },
  states: {
    talking: {},
    held: {},
    renegotiating: {
      on: {
        'leg.settled': {
          target: 'settled',
          actions: { type: 'noteSettled', params: ({ event }) => event },
        },
      },
    },
    settled: { always: [{ guard: 'isHeld', target: 'held' }, { target: 'talking' }] },
    ended: { type: 'final' },
  },
});
