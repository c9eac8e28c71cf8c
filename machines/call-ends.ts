/** How a call comes to its end, and where it goes on instead: pieces of its chart. */
import { causeOf } from '../src/domain/cause.ts';
import { type CallContext, type CallEnd, type CallRoute, wayOn } from './call-setup.ts';
import type { HuntVerdict } from './hunt-walk.ts';

interface Forwarded {
  readonly event: { readonly port: string; readonly route: CallRoute };
}

export function because(end: Omit<CallEnd, 'by'>, by?: CallEnd['by']) {
  return { type: 'noteEnd', params: { ...end, by } } as const;
}

/** Ends that come from anywhere in the chart. */
export const ends = {
  cancelled: {
    target: '#call.ended',
    actions: because({ status: 487, cause: 'cancelled' }, 'a'),
  },
  released: {
    target: '#call.ended',
    actions: because({ status: 480, cause: 'released' }),
  },
  limited: {
    target: '#call.ended',
    actions: because({ status: 403, cause: 'limit-reached' }),
  },
  unanswered: {
    target: '#call.ended',
    actions: because({ status: 480, cause: 'no-answer' }),
  },
  withoutMedia: {
    target: '#call.ended',
    actions: {
      type: 'noteEnd',
      params: ({ event: { status, cause } }: { event: HuntVerdict }): CallEnd => ({
        status,
        cause,
        by: undefined,
      }),
    },
  },
} as const;

/** On to where the user has its calls go. */
export function forward(when: 'onBusy' | 'onNoAnswer') {
  const way = ({ context }: { context: CallContext }) => wayOn(context, when) ?? context.route;
  return [
    { type: 'forward', params: way },
    { type: 'noteRoute', params: way },
  ] as const;
}

/** On to where a phone sends the call, once no other one rings. */
export const forwardedByPort = [
  {
    guard: { type: 'isLastPort', params: ({ event }: Forwarded) => event },
    target: 'resolving',
    actions: [
      { type: 'forward', params: ({ event }: Forwarded) => event.route },
      { type: 'noteRoute', params: ({ event }: Forwarded) => event.route },
    ],
  },
  { actions: { type: 'noteForward', params: ({ event }: Forwarded) => event } },
] as const;

export const rung = {
  type: 'tellRinging',
  params: ({ event: { attempt, status } }: { event: { attempt: number; status: number } }) => ({
    callee: { attempt },
    status,
  }),
} as const;

export const refusedPort = ({
  event: { port, status },
}: {
  event: { port: string; status: number };
}) => ({
  port,
  status,
  cause: causeOf(status),
});
