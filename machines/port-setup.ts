/** What the chart of a port is made of: its events, ports, guards and delays. */
import { assign, setup } from 'xstate';
import type { Port } from '../src/domain/configuration.ts';
import type { DigitMatch } from '../src/domain/digit-match.ts';
import { type Fault, unprovided } from './contain.ts';
import type { Ending } from './events.ts';

export interface PortQueries {
  /** What the digits of a port are so far. */
  judge(port: Port, digits: string): DigitMatch;
  interDigitMs(): number;
}

export interface PortContext {
  readonly port: Port;
  readonly queries: PortQueries;
  readonly digits: string;
  /** The call that this port is part of. */
  readonly call: string | undefined;
  /** Further calls of a phone: one that waits, one that it holds. */
  readonly others: readonly string[];
  readonly cause: string | undefined;
  readonly fault: string | undefined;
}

export type PortEvent =
  | { readonly type: 'port.configure'; readonly port: Port }
  | { readonly type: 'port.stop' }
  | { readonly type: 'port.offHook' }
  | { readonly type: 'port.onHook' }
  | { readonly type: 'port.digit'; readonly digit: string }
  /** A phone places calls by itself. */
  | { readonly type: 'port.calls'; readonly call: string }
  | { readonly type: 'call.placed'; readonly call: string }
  | { readonly type: 'call.offered'; readonly call: string }
  /** The party at this port goes on in another call. */
  | { readonly type: 'call.moved'; readonly call: string; readonly to: string }
  | { readonly type: 'call.rang' }
  | { readonly type: 'call.connected' }
  | { readonly type: 'call.over'; readonly call: string; readonly cause: string }
  | Fault;

export const port = setup({
  types: {
    input: {} as { readonly port: Port; readonly queries: PortQueries },
    context: {} as PortContext,
    events: {} as PortEvent,
    tags: {} as 'free',
    output: {} as Ending,
  },
  actions: {
    // Ports.
    placeCall: (_, _params: { readonly port: string; readonly digits: string }) =>
      unprovided('placeCall'),
    answerCall: (_, _params: { readonly port: string; readonly call: string | undefined }) =>
      unprovided('answerCall'),
    hangUp: (_, _params: { readonly port: string; readonly call: string | undefined }) =>
      unprovided('hangUp'),
    noteHotline: assign({ digits: ({ context }) => context.port.hotline ?? '' }),
    noteDigit: assign(({ context }, { digit }: { readonly digit: string }) => ({
      digits: context.digits + digit,
    })),
    forgetDigits: assign({ digits: '', cause: undefined }),
    noteCall: assign((_, { call }: { readonly call: string }) => ({ call, cause: undefined })),
    forgetCall: assign({ call: undefined }),
    noteOther: assign(({ context }, { call }: { readonly call: string }) => ({
      others: [...context.others, call],
    })),
    forgetOther: assign(({ context }, { call }: { readonly call: string }) => ({
      others: context.others.filter((one) => one !== call),
    })),
    takeOther: assign(({ context: { others } }) => ({ call: others[0], others: others.slice(1) })),
    noteCause: assign((_, { cause }: { readonly cause: string }) => ({ cause })),
    notePort: assign((_, params: { readonly port: Port }) => ({ port: params.port })),
    noteFault: assign((_, { message }: { readonly message: string }) => ({ fault: message })),
  },
  guards: {
    hasHotline: ({ context }) => context.port.hotline !== undefined,
    isComplete: ({ context }) => judged(context) === 'complete',
    isImpossible: ({ context }) => judged(context) === 'impossible',
    isEnough: ({ context }) => judged(context) === 'onTimeout',
    isOurs: ({ context }, { call }: { readonly call: string }) => context.call === call,
    isOursAmongOthers: ({ context }, { call }: { readonly call: string }) =>
      context.call === call && context.others.length > 0,
    isOfPhone: ({ context }, { call }: { readonly call: string }) =>
      context.call === call && context.port.kind === 'sip',
  },
  delays: { interDigitPause: ({ context }) => context.queries.interDigitMs() },
});

function judged({ port: own, queries, digits }: PortContext): DigitMatch {
  return queries.judge(own, digits);
}
