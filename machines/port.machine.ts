/**
 * One port, where a user is reached: a handset that dials, or a phone whose calls are seen.
 *
 * The digit map ends dialling (manual §1.9): at once, on the inter-digit pause, or in busy tone.
 */
import { endingOf } from './events.ts';
import { act, hears, hearsDialling, hearsFailure, note } from './port-acts.ts';
import { port } from './port-setup.ts';
import { backOnHook, backToOther, over, rang, recall } from './port-transitions.ts';

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
    'call.moved': { actions: [{ type: 'noteMoved', params: ({ event }) => event }, act.listen] },
    // Another call of a phone that is busy with one: it waits there, or was placed beside it.
    'call.offered': { actions: note.other },
    'port.calls': { actions: note.other },
    'call.over': over.elsewhere,
    'port.stop': { target: '.stopped', actions: [act.hangUp, act.letGo] },
    // A call without its port could only be ended from the other side.
    fault: {
      target: '.failed',
      actions: [{ type: 'noteFault', params: ({ event }) => event }, act.hangUp, act.letGo],
    },
  },
  states: {
    onHook: {
      tags: 'free',
      entry: hears(undefined),
      on: {
        'port.offHook': [
          { guard: 'hasHotline', target: 'calling', actions: ['forgetDigits', 'noteHotline'] },
          { target: 'dialTone', actions: 'forgetDigits' },
        ],
        'port.calls': { target: 'calling', actions: note.call },
        'call.offered': { target: 'ringing', actions: note.call },
      },
    },
    dialTone: {
      entry: hears('dial'),
      after: { offHookTooLong: { actions: hears('howler') } },
      on: {
        'port.onHook': backOnHook,
        'port.flash': backToOther,
        'port.digit': {
          target: 'dialing',
          actions: { type: 'noteDigit', params: ({ event }) => event },
        },
      },
    },
    dialing: {
      entry: hearsDialling,
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
        'port.onHook': backOnHook,
        'port.flash': backToOther,
        'port.digit': {
          target: 'dialing',
          reenter: true,
          actions: { type: 'noteDigit', params: ({ event }) => event },
        },
      },
    },
    calling: {
      entry: [
        hears(undefined),
        {
          type: 'placeCall',
          params: ({ context }) => ({ port: context.port.name, digits: context.digits }),
        },
        'forgetDigits',
      ],
      on: {
        'call.placed': { actions: [note.call, act.listen] },
        'call.rang': rang,
        'call.connected': 'talking',
        'call.over': over.calling,
        'port.onHook': backOnHook,
        'port.flash': backToOther,
      },
    },
    ringback: {
      on: {
        'call.rang': rang,
        'call.connected': 'talking',
        'call.over': over.calling,
        'port.onHook': backOnHook,
        'port.flash': backToOther,
      },
    },
    ringing: {
      entry: hears(undefined),
      on: {
        'port.offHook': {
          actions: {
            type: 'answerCall',
            params: ({ context }) => ({ port: context.port.name, call: context.call }),
          },
        },
        'call.connected': 'talking',
        'call.over': over.ringing,
      },
    },
    talking: {
      entry: [hears(undefined), act.listen],
      on: {
        'port.digit': { actions: act.press },
        'port.flash': [
          { guard: 'hasOther', target: 'recalled' },
          { guard: 'isHandset', target: 'dialTone', actions: [act.hold, 'setAside'] },
        ],
        'call.offered': { actions: [note.other, hears('callWaiting')] },
        'call.over': over.talking,
        'port.onHook': backOnHook,
      },
    },
    // The hook was tapped while there are two calls: a key says what for.
    recalled: {
      entry: hears('dial'),
      after: { recallPause: recall.byPause },
      on: {
        'port.digit': recall.byKey,
        'port.flash': 'talking',
        'call.over': over.recalled,
        'port.onHook': backOnHook,
      },
    },
    conferring: {
      entry: [hears(undefined), act.join],
      on: {
        'port.parted': 'talking',
        'port.digit': { actions: act.press },
        'port.flash': { target: 'talking', actions: [act.part, act.holdOther] },
        'call.over': over.conferring,
        'port.onHook': backOnHook,
      },
    },
    busyTone: {
      entry: hearsFailure,
      after: { offHookTooLong: { actions: hears('howler') } },
      on: { 'port.onHook': backOnHook, 'port.flash': backToOther },
    },
    stopped: { type: 'final' },
    failed: { type: 'final' },
  },
  output: ({ context }) => endingOf(context),
});
