/** What the chart of a port is made of: its events, ports, guards and delays. */
import { assign, setup } from 'xstate';
import type { Port } from '../src/domain/configuration.ts';
import type { DigitMatch } from '../src/domain/digit-match.ts';
import { hotlineOf } from '../src/domain/ports.ts';
import type { ToneName } from '../src/domain/tones.ts';
import { type Fault, unprovided } from './contain.ts';
import type { Ending } from './events.ts';

export interface PortQueries {
  /** What the digits of a port are so far. */
  judge(port: Port, digits: string): DigitMatch;
  /** What a handset hears while these digits are dialled. */
  heard(port: Port, digits: string): ToneName | undefined;
  interDigitMs(): number;
  /** Whether a call waits to be answered at a port. */
  isWaiting(port: string, call: string): boolean;
}

export interface PortContext {
  readonly port: Port;
  readonly queries: PortQueries;
  readonly digits: string;
  /** The call that this port is part of. */
  readonly call: string | undefined;
  /** Further calls: one that waits, one that is held. */
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
  /** The hook was tapped. */
  | { readonly type: 'port.flash' }
  /** The calls of a handset could not be joined. */
  | { readonly type: 'port.parted' }
  /** A phone places calls by itself. */
  | { readonly type: 'port.calls'; readonly call: string }
  | { readonly type: 'call.placed'; readonly call: string }
  | { readonly type: 'call.offered'; readonly call: string }
  /** The party at this port goes on in another call. */
  | { readonly type: 'call.moved'; readonly call: string; readonly to: string }
  /** It rings; whether the other side can be heard already. */
  | { readonly type: 'call.rang'; readonly isHeard: boolean }
  | { readonly type: 'call.connected' }
  | { readonly type: 'call.over'; readonly call: string; readonly cause: string }
  | Fault;

interface OnCall {
  readonly port: string;
  readonly call: string | undefined;
}

interface OnCalls {
  readonly port: string;
  readonly calls: readonly string[];
}

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
    answerCall: (_, _params: OnCall) => unprovided('answerCall'),
    hangUp: (_, _params: OnCall) => unprovided('hangUp'),
    /** Ends the other calls of a handset, or refuses them. */
    letGo: (_, _params: OnCalls) => unprovided('letGo'),
    /** A handset hears a tone of the gateway, or none. */
    sound: (_, _params: { readonly port: string; readonly tone: ToneName | undefined }) =>
      unprovided('sound'),
    /** A handset is on this call from now on. */
    listen: (_, _params: OnCall) => unprovided('listen'),
    hold: (_, _params: OnCall) => unprovided('hold'),
    /** Takes a call that was held, or answers one that waits. */
    retrieve: (_, _params: OnCall) => unprovided('retrieve'),
    /** Two calls of a handset become a conference, and two calls again. */
    join: (_, _params: OnCalls) => unprovided('join'),
    part: (_, _params: OnCalls) => unprovided('part'),
    /** A key pressed during a call. */
    press: (_, _params: OnCall & { readonly digit: string }) => unprovided('press'),
    noteHotline: assign({ digits: ({ context }) => hotlineOf(context.port) ?? '' }),
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
    noteMoved: assign(
      ({ context }, { call, to }: { readonly call: string; readonly to: string }) => ({
        call: context.call === call ? to : context.call,
        others: context.others.map((one) => (one === call ? to : one)),
      }),
    ),
    setAside: assign(({ context: { call, others } }) => ({
      call: undefined,
      others: call === undefined ? others : [...others, call],
    })),
    swapCalls: assign(({ context: { call, others } }) => ({
      call: others[0],
      others: [...others.slice(1), ...(call === undefined ? [] : [call])],
    })),
    forgetOthers: assign({ others: [] }),
    takeOther: assign(({ context: { others } }) => ({ call: others[0], others: others.slice(1) })),
    noteCause: assign((_, { cause }: { readonly cause: string }) => ({ cause })),
    notePort: assign((_, params: { readonly port: Port }) => ({ port: params.port })),
    noteFault: assign((_, { message }: { readonly message: string }) => ({ fault: message })),
  },
  guards: {
    hasHotline: ({ context }) => hotlineOf(context.port) !== undefined,
    isComplete: ({ context }) => judged(context) === 'complete',
    isImpossible: ({ context }) => judged(context) === 'impossible',
    isEnough: ({ context }) => judged(context) === 'onTimeout',
    isOurs: ({ context }, { call }: { readonly call: string }) => context.call === call,
    isOursAmongOthers: ({ context }, { call }: { readonly call: string }) =>
      context.call === call && context.others.length > 0 && context.port.kind === 'sip',
    hasOther: ({ context }) => context.others.length > 0,
    isOtherWaiting: ({ context }) => isOtherWaiting(context),
    /** A handset's call is over, and it has set another aside. */
    hasHeld: ({ context }, { call }: { readonly call: string }) =>
      context.call === call &&
      context.port.kind === 'soft' &&
      context.others.length > 0 &&
      !isOtherWaiting(context),
    isAmongOthers: ({ context }, { call }: { readonly call: string }) =>
      context.others.includes(call),
    isKey: ({ context }, { digit, key }: { readonly digit: string; readonly key: string }) =>
      digit === key && !(key === '3' && isOtherWaiting(context)),
    isHandset: ({ context }) => context.port.kind === 'soft',
    isOfPhone: ({ context }, { call }: { readonly call: string }) =>
      context.call === call && context.port.kind === 'sip',
  },
  delays: {
    interDigitPause: ({ context }) => context.queries.interDigitMs(),
    recallPause: 2000,
    // Left off the hook: somebody ought to look.
    offHookTooLong: 60_000,
  },
});

function isOtherWaiting({ port: own, queries, others: [other] }: PortContext): boolean {
  return other !== undefined && queries.isWaiting(own.name, other);
}

function judged({ port: own, queries, digits }: PortContext): DigitMatch {
  return queries.judge(own, digits);
}
