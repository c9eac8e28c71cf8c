/**
 * One port: where a user is reached. A soft port has a handset and dials; of a phone only its calls are seen.
 *
 * The digit map ends dialling (manual §1.9): complete at once, on the inter-digit pause, or busy tone for what cannot match.
 */
import { assign, setup } from 'xstate';
import type { Port } from '../src/domain/configuration.ts';
import type { DigitMatch } from '../src/domain/digit-match.ts';
import { type Fault, unprovided } from './contain.ts';
import { type Ending, endingOf } from './events.ts';

export interface PortQueries {
  /** What the digits of a port are so far. */
  judge(port: Port, digits: string): DigitMatch;
  interDigitMs(): number;
}

interface PortContext {
  readonly port: Port;
  readonly queries: PortQueries;
  readonly digits: string;
  /** The call that this port is part of. */
  readonly call: string | undefined;
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
  | { readonly type: 'call.rang' }
  | { readonly type: 'call.connected' }
  | { readonly type: 'call.over'; readonly call: string; readonly cause: string }
  | Fault;

const port = setup({
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
    noteDigit: assign(({ context }, { digit }: { readonly digit: string }) => ({
      digits: context.digits + digit,
    })),
    forgetDigits: assign({ digits: '', cause: undefined }),
    noteCall: assign((_, { call }: { readonly call: string }) => ({ call, cause: undefined })),
    forgetCall: assign({ call: undefined }),
    noteCause: assign((_, { cause }: { readonly cause: string }) => ({ cause })),
    notePort: assign((_, params: { readonly port: Port }) => ({ port: params.port })),
    noteFault: assign((_, { message }: { readonly message: string }) => ({ fault: message })),
  },
  guards: {
    isComplete: ({ context }) => judged(context) === 'complete',
    isImpossible: ({ context }) => judged(context) === 'impossible',
    isEnough: ({ context }) => judged(context) === 'onTimeout',
    isOurs: ({ context }, { call }: { readonly call: string }) => context.call === call,
    isPhone: ({ context }) => context.port.kind === 'sip',
  },
  delays: { interDigitPause: ({ context }) => context.queries.interDigitMs() },
});

function judged({ port: own, queries, digits }: PortContext): DigitMatch {
  return queries.judge(own, digits);
}

const hangUp = {
  type: 'hangUp',
  params: ({ context }: { context: PortContext }) => ({
    port: context.port.name,
    call: context.call,
  }),
} as const;
const backOnHook = { target: '#port.onHook', actions: [hangUp, 'forgetCall'] } as const;
const noteCall = {
  type: 'noteCall',
  params: ({ event }: { event: { call: string } }) => event,
} as const;
const ifOurs = {
  type: 'isOurs',
  params: ({ event }: { event: { call: string } }) => event,
} as const;
const noteCause = {
  type: 'noteCause',
  params: ({ event }: { event: { cause: string } }) => event,
} as const;

/** The call is over: a phone is free at once, a handset hears busy tone until it is put down. */
const over = [
  { guard: 'isPhone', target: '#port.onHook', actions: ['forgetCall', noteCause] },
  { guard: ifOurs, target: '#port.busyTone', actions: ['forgetCall', noteCause] },
] as const;

export const portMachine = port.createMachine({
  id: 'port',
  options: { maxIterations: 1000 },
  context: ({ input }) => ({
    ...input,
    digits: '',
    call: undefined,
    cause: undefined,
    fault: undefined,
  }),
  initial: 'onHook',
  on: {
    'port.configure': { actions: { type: 'notePort', params: ({ event }) => event } },
    'port.stop': { target: '.stopped', actions: hangUp },
    fault: { target: '.failed', actions: { type: 'noteFault', params: ({ event }) => event } },
  },
  states: {
    onHook: {
      tags: 'free',
      on: {
        'port.offHook': { target: 'dialTone', actions: 'forgetDigits' },
        'port.calls': { target: 'calling', actions: noteCall },
        'call.offered': { target: 'ringing', actions: noteCall },
      },
    },
    dialTone: {
      on: {
        'port.onHook': 'onHook',
        'port.digit': {
          target: 'dialing',
          actions: { type: 'noteDigit', params: ({ event }) => event },
        },
      },
    },
    dialing: {
      always: [
        { guard: 'isComplete', target: 'calling' },
        {
          guard: 'isImpossible',
          target: 'busyTone',
          actions: { type: 'noteCause', params: { cause: 'number does not fit the digit map' } },
        },
      ],
      after: {
        interDigitPause: [
          { guard: 'isEnough', target: 'calling' },
          {
            target: 'busyTone',
            actions: { type: 'noteCause', params: { cause: 'incomplete-number' } },
          },
        ],
      },
      on: {
        'port.onHook': 'onHook',
        'port.digit': {
          target: 'dialing',
          reenter: true,
          actions: { type: 'noteDigit', params: ({ event }) => event },
        },
      },
    },
    calling: {
      entry: [
        {
          type: 'placeCall',
          params: ({ context }) => ({ port: context.port.name, digits: context.digits }),
        },
        'forgetDigits',
      ],
      on: {
        'call.placed': { actions: noteCall },
        'call.rang': 'ringback',
        'call.connected': 'talking',
        'call.over': over,
        'port.onHook': backOnHook,
      },
    },
    ringback: {
      on: { 'call.connected': 'talking', 'call.over': over, 'port.onHook': backOnHook },
    },
    ringing: {
      on: {
        'port.offHook': {
          actions: {
            type: 'answerCall',
            params: ({ context }) => ({ port: context.port.name, call: context.call }),
          },
        },
        'call.connected': 'talking',
        'call.over': { guard: ifOurs, target: 'onHook', actions: ['forgetCall', noteCause] },
      },
    },
    talking: { on: { 'call.over': over, 'port.onHook': backOnHook } },
    busyTone: { on: { 'port.onHook': 'onHook' } },
    stopped: { type: 'final' },
    failed: { type: 'final' },
  },
  output: ({ context }) => endingOf(context),
});
