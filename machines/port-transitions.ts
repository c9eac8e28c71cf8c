/** The ways from state to state that several states of a port share. */
import { act, note, type OfCall, type Scope } from './port-acts.ts';

function ifOurs<Name extends string>(type: Name) {
  return { type, params: ({ event }: OfCall) => event } as const;
}

const forgetOther = {
  actions: { type: 'forgetOther', params: ({ event }: OfCall) => event },
} as const;

/** Put down: a call that waits rings on, everything else ends. */
export const backOnHook = [
  { guard: 'isOtherWaiting', target: '#port.ringing', actions: [act.hangUp, 'takeOther'] },
  { target: '#port.onHook', actions: [act.hangUp, act.letGo, 'forgetCall', 'forgetOthers'] },
] as const;

/** The tone of ringing is heard only where the other side is not heard itself. */
export const rang = {
  target: '#port.ringback',
  actions: {
    type: 'sound',
    params: ({ context, event }: Scope & { event: { readonly isHeard: boolean } }) => ({
      port: context.port.name,
      tone: event.isHeard ? undefined : ('ringback' as const),
    }),
  },
} as const;

/** The call is over: a phone is free at once, a handset hears a tone until it is put down. */
const overElse = [
  // A phone that has another call goes on with that one.
  { guard: ifOurs('isOursAmongOthers'), target: '#port.talking', actions: 'takeOther' },
  {
    guard: ifOurs('isOfPhone'),
    target: '#port.onHook',
    actions: ['forgetCall', note.cause],
  },
  { guard: ifOurs('isOurs'), target: '#port.busyTone', actions: ['forgetCall', note.cause] },
  forgetOther,
] as const;

/** A handset goes back to the call that it had set aside. */
const overWhileTalking = [
  {
    guard: ifOurs('hasHeld'),
    target: '#port.talking',
    reenter: true,
    actions: ['takeOther', act.retrieve],
  },
  ...overElse,
] as const;

/** Nothing is left to be asked for when one of the two is over. */
const overWhileRecalled = [
  { ...forgetOther, guard: ifOurs('isAmongOthers'), target: '#port.talking' },
  ...overWhileTalking,
] as const;

const overWhileRinging = [
  { guard: ifOurs('isOursAmongOthers'), target: '#port.talking', actions: 'takeOther' },
  { guard: ifOurs('isOurs'), target: '#port.onHook', actions: ['forgetCall', note.cause] },
  forgetOther,
] as const;

/** One of the three has left: the other two go on. */
const overInConference = [
  {
    guard: ifOurs('isOurs'),
    target: '#port.talking',
    actions: [act.part, 'takeOther'],
  },
  {
    guard: ifOurs('isAmongOthers'),
    target: '#port.talking',
    actions: [act.part, forgetOther.actions],
  },
] as const;

/** A call is over, by what the port does meanwhile. */
export const over = {
  elsewhere: forgetOther,
  calling: overElse,
  ringing: overWhileRinging,
  talking: overWhileTalking,
  recalled: overWhileRecalled,
  conferring: overInConference,
} as const;

/** Tapped with a call set aside: back to that one; what was being done instead ends. */
export const backToOther = {
  guard: 'hasOther',
  target: '#port.talking',
  actions: [act.hangUp, 'takeOther', act.retrieve],
} as const;

/** Who was talked to is held, the other one is talked to. */
const swap = {
  target: '#port.talking',
  actions: [act.hold, 'swapCalls', act.retrieve],
} as const;

function ifKey(key: string) {
  return {
    type: 'isKey',
    params: ({ event }: { event: { readonly digit: string } }) => ({ digit: event.digit, key }),
  } as const;
}

/** Tapped with two calls: what the next key asks for (as GSM 02.30 §4.5.5 has it). */
const recallKeys = [
  { guard: ifKey('0'), target: '#port.talking', actions: [act.letGo, 'forgetOthers'] },
  {
    guard: ifKey('1'),
    target: '#port.talking',
    actions: [act.hangUp, 'takeOther', act.retrieve],
  },
  { guard: ifKey('2'), ...swap },
  { guard: ifKey('3'), target: '#port.conferring' },
  { target: '#port.talking' },
] as const;

/** What a tap with two calls comes to: by a key, or by none. */
export const recall = { byKey: recallKeys, byPause: swap } as const;
