/**
 * One port, where a user is reached: a handset that dials, or a phone whose calls are seen.
 *
 * The digit map ends dialling (manual §1.9): at once, on the inter-digit pause, or in busy tone.
 */
import { endingOf } from './events.ts';
import { type PortContext, port } from './port-setup.ts';

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
const noteOther = { ...noteCall, type: 'noteOther' } as const;
const ifOurs = {
  type: 'isOurs',
  params: ({ event }: { event: { call: string } }) => event,
} as const;
const ifOfPhone = { ...ifOurs, type: 'isOfPhone' } as const;
const noteCause = {
  type: 'noteCause',
  params: ({ event }: { event: { cause: string } }) => event,
} as const;

const forgetOther = {
  actions: {
    type: 'forgetOther',
    params: ({ event }: { event: { call: string } }) => event,
  },
} as const;

/** A phone that has another call goes on with that one. */
const goOn = {
  guard: { ...ifOurs, type: 'isOursAmongOthers' },
  target: '#port.talking',
  actions: 'takeOther',
} as const;

/** The call is over: a phone is free at once, a handset hears busy tone until it is put down. */
const over = [
  goOn,
  { guard: ifOfPhone, target: '#port.onHook', actions: ['forgetCall', noteCause] },
  { guard: ifOurs, target: '#port.busyTone', actions: ['forgetCall', noteCause] },
  forgetOther,
] as const;

export const portMachine = port.createMachine({
  id: 'port',
  options: { maxIterations: 1000 },
  context: ({ input }) => ({
    ...input,
    digits: '',
    call: undefined,
    others: [],
    cause: undefined,
    fault: undefined,
  }),
  initial: 'onHook',
  on: {
    'port.configure': { actions: { type: 'notePort', params: ({ event }) => event } },
    'call.moved': {
      guard: ifOurs,
      actions: { type: 'noteCall', params: ({ event }) => ({ call: event.to }) },
    },
    // Another call of a phone that is busy with one: it waits there, or was placed beside it.
    'call.offered': { actions: noteOther },
    'port.calls': { actions: noteOther },
    'call.over': forgetOther,
    'port.stop': { target: '.stopped', actions: hangUp },
    // A call without its port could only be ended from the other side.
    fault: {
      target: '.failed',
      actions: [{ type: 'noteFault', params: ({ event }) => event }, hangUp],
    },
  },
  states: {
    onHook: {
      tags: 'free',
      on: {
        'port.offHook': [
          { guard: 'hasHotline', target: 'calling', actions: ['forgetDigits', 'noteHotline'] },
          { target: 'dialTone', actions: 'forgetDigits' },
        ],
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
        'call.over': [
          goOn,
          { guard: ifOurs, target: 'onHook', actions: ['forgetCall', noteCause] },
          forgetOther,
        ],
      },
    },
    talking: { on: { 'call.over': over, 'port.onHook': backOnHook } },
    busyTone: { on: { 'port.onHook': 'onHook' } },
    stopped: { type: 'final' },
    failed: { type: 'final' },
  },
  output: ({ context }) => endingOf(context),
});
