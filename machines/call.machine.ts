/**
 * One call: it rings ports or walks over servers, is connected, ends with exactly one verdict.
 *
 * Who is asked and in which order is the hunt's; what is inside a dialog is the legs'. Manual §1.6.
 */
import { causes } from '../src/domain/cause.ts';
import { because, ends, forward, forwardedByPort, refusedPort, rung } from './call-ends.ts';
import { better, type CallContext, type CallEnd, call } from './call-setup.ts';
import type { HuntOutput } from './hunt-walk.ts';

export const callMachine = call.createMachine({
  id: 'call',
  options: { maxIterations: 1000 },
  context: ({ input }): CallContext => ({
    ...input,
    ringing: input.route.kind === 'ports' ? input.route.ports : [],
    refusal: undefined,
    tries: [],
    server: undefined,
    connectedAtMs: undefined,
    end: undefined,
  }),
  initial: 'resolving',
  on: {
    'call.release': ends.released,
    'call.limited': ends.limited,
    // Our own lack is nobody's answer: whoever was to be asked next is not.
    'media.refused': ends.withoutMedia,
    fault: { target: '.ended', actions: because({ status: 500, cause: 'fault' }) },
    'xstate.error.actor.*': { target: '.ended', actions: because({ status: 500, cause: 'fault' }) },
  },
  states: {
    resolving: {
      always: [
        { guard: 'isLocal', target: 'ringing' },
        { guard: 'isForServers', target: 'hunting' },
        {
          target: 'ended',
          actions: {
            type: 'noteEnd',
            params: ({ context: { route } }) =>
              route.kind === 'none'
                ? { status: route.status, cause: route.cause, by: undefined }
                : { status: 500, cause: 'fault', by: undefined },
          },
        },
      ],
    },
    // Every port of the user rings; the first to answer wins.
    ringing: {
      tags: 'ringing',
      entry: {
        type: 'ringPorts',
        params: ({ context }) => ({ ports: context.ringing }),
      },
      after: {
        ringingTooLong: [
          { guard: 'hasWayOnNoAnswer', target: 'resolving', actions: forward('onNoAnswer') },
          ends.unanswered,
        ],
      },
      on: {
        'port.rang': {
          actions: {
            type: 'tellRinging',
            params: ({ event: { port, status } }) => ({ callee: { port }, status }),
          },
        },
        'port.answered': {
          target: 'connected',
          actions: [
            'noteAnswer',
            { type: 'connect', params: ({ event: { port } }) => ({ callee: { port } }) },
          ],
        },
        'port.refused': [
          {
            guard: { type: 'hasWayOnBusy', params: ({ event }) => event },
            target: 'resolving',
            actions: forward('onBusy'),
          },
          {
            guard: { type: 'hasWayOnAbsence', params: ({ event }) => event },
            target: 'resolving',
            actions: forward('onNoAnswer'),
          },
          {
            guard: { type: 'isLastPort', params: ({ event }) => event },
            target: 'ended',
            actions: {
              type: 'noteEnd',
              params: ({ context, event }) => ({
                ...better(context.refusal, refusedPort({ event })),
                by: 'b',
              }),
            },
          },
          { actions: { type: 'noteRefusal', params: refusedPort } },
        ],
        'port.forwarded': forwardedByPort,
        'caller.cancelled': ends.cancelled,
      },
    },
    hunting: {
      tags: 'seeking',
      invoke: {
        id: 'hunt',
        src: 'hunt',
        input: ({ context: { id, surroundings, route, policy } }) => ({
          call: id,
          surroundings,
          policy,
          plan: route.kind === 'servers' ? route.plan : [],
        }),
        onDone: [
          {
            guard: { type: 'isAnswered', params: ({ event }) => event.output },
            target: 'connected',
            actions: [
              { type: 'noteHunt', params: ({ event }) => event.output },
              'noteAnswer',
              {
                type: 'connect',
                params: ({ event }) => ({ callee: { attempt: event.output.winner ?? 0 } }),
              },
            ],
          },
          {
            target: 'ended',
            actions: [
              { type: 'noteHunt', params: ({ event }) => event.output },
              {
                type: 'noteEnd',
                params: ({ event: { output } }: { event: { output: HuntOutput } }): CallEnd => ({
                  ...output.verdict,
                  by: 'b',
                }),
              },
            ],
          },
        ],
      },
      initial: 'searching',
      states: {
        searching: {
          on: {
            'hunt.proceeding': 'proceeding',
            'hunt.rang': { target: 'proceeding', actions: rung },
          },
        },
        // A server has the call: from now on somebody must answer in time, however often it rings.
        proceeding: {
          tags: 'ringing',
          after: { noAnswerDue: ends.unanswered },
          on: { 'hunt.rang': { actions: rung } },
        },
      },
      on: { 'caller.cancelled': ends.cancelled },
    },
    connected: {
      tags: 'connected',
      invoke: [
        { id: 'a', src: 'leg', input: ({ context: { id } }) => ({ call: id, leg: 'a' }) },
        { id: 'b', src: 'leg', input: ({ context: { id } }) => ({ call: id, leg: 'b' }) },
      ],
      on: {
        'leg.ended': {
          target: 'ended',
          actions: {
            type: 'noteEnd',
            params: ({ event: { leg, cause = 'normal-clearing' } }) => ({
              status: causes[cause].status,
              cause,
              by: leg,
            }),
          },
        },
        'call.transferred': {
          target: 'ended',
          actions: because({ status: 200, cause: 'transferred' }),
        },
        'media.lost': {
          target: 'ended',
          actions: because({ status: 408, cause: 'media-lost' }),
        },
        'caller.cancelled': {
          target: 'ended',
          actions: because({ status: 200, cause: 'normal-clearing' }, 'a'),
        },
      },
    },
    ended: {
      type: 'final',
      entry: {
        type: 'finish',
        params: ({ context }) => context.end ?? { status: 500, cause: 'fault', by: undefined },
      },
    },
  },
});
