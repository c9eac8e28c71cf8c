/** What a port does, in whatever state: effects with their parameters. */
import { failureTone, type ToneName } from '../src/domain/tones.ts';
import type { PortContext } from './port-setup.ts';

export interface Scope {
  readonly context: PortContext;
}

export interface OfCall extends Scope {
  readonly event: { readonly call: string };
}

function onCall({ context: { port, call } }: Scope) {
  return { port: port.name, call };
}

function onOthers({ context: { port, others } }: Scope) {
  return { port: port.name, calls: others };
}

function onAll({ context: { port, call, others } }: Scope) {
  return { port: port.name, calls: call === undefined ? others : [call, ...others] };
}

export const act = {
  hangUp: { type: 'hangUp', params: onCall },
  letGo: { type: 'letGo', params: onOthers },
  listen: { type: 'listen', params: onCall },
  hold: { type: 'hold', params: onCall },
  holdOther: {
    type: 'hold',
    params: ({ context: { port, others } }: Scope) => ({ port: port.name, call: others[0] }),
  },
  retrieve: { type: 'retrieve', params: onCall },
  join: { type: 'join', params: onAll },
  part: { type: 'part', params: onAll },
  press: {
    type: 'press',
    params: ({ context, event }: Scope & { event: { readonly digit: string } }) => ({
      ...onCall({ context }),
      digit: event.digit,
    }),
  },
} as const;

/** What a handset hears in a state. */
export function hears(tone: ToneName | undefined) {
  return {
    type: 'sound',
    params: ({ context }: Scope) => ({ port: context.port.name, tone }),
  } as const;
}

/** Whether more is asked for by a tone. */
export const hearsDialling = {
  type: 'sound',
  params: ({ context: { port, queries, digits } }: Scope) => ({
    port: port.name,
    tone: queries.heard(port, digits),
  }),
} as const;

export const hearsFailure = {
  type: 'sound',
  params: ({ context: { port, cause = '' } }: Scope) => ({
    port: port.name,
    tone: failureTone(cause),
  }),
} as const;

export const note = {
  call: { type: 'noteCall', params: ({ event }: OfCall) => event },
  other: { type: 'noteOther', params: ({ event }: OfCall) => event },
  cause: {
    type: 'noteCause',
    params: ({ event }: { event: { readonly cause: string } }) => event,
  },
} as const;
