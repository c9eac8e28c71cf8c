/** The root: owns lines, servers and ports, starts again what fails, and leaves in order. */
import type { DoneActorEvent, ErrorActorEvent } from 'xstate';
import type { Configuration } from '../src/domain/configuration.ts';
import { messageOf } from './contain.ts';
import type { Ending } from './events.ts';
import {
  crashOf,
  type Failed,
  type GatewayContext,
  gateway,
  startContext,
} from './gateway-setup.ts';

const noteConfiguration = {
  type: 'noteConfiguration',
  params: ({ event }: { event: { configuration: Configuration } }) => event,
} as const;

const reap = [
  'stopEnded',
  {
    type: 'forgetEnded',
    params: ({ event }: { event: { actorId: string } }) => ({ actorId: event.actorId }),
  },
] as const;

/** What is done about a child that failed: it is started again, never at once (invariant 6). */
function afterFailure<E>(failed: (scope: { readonly event: E }) => Failed) {
  return [
    { type: 'failOrphans', params: failed },
    { type: 'noteCrash', params: failed },
    {
      type: 'tellFault',
      params: ({ context, event }: { context: GatewayContext; event: E }) =>
        crashOf(context, failed({ event })),
    },
    ...reap,
    { type: 'restartLater', params: failed },
  ] as const;
}

export const gatewayMachine = gateway.createMachine({
  id: 'gateway',
  options: { maxIterations: 1000 },
  context: ({ input }) => startContext(input),
  initial: 'starting',
  on: {
    'gateway.configure': { actions: noteConfiguration },
    'servers.changed': { actions: { type: 'tellLines', params: ({ event }) => event } },
    'server.recovered': { actions: { type: 'tellLines', params: ({ event }) => event } },
    'lines.retry': { actions: 'retryLines' },
    'xstate.done.actor.*': [
      {
        guard: { type: 'isFault', params: ({ event }) => event.output },
        actions: afterFailure(({ event }: { event: DoneActorEvent<Ending> }) => ({
          actorId: event.actorId,
          message: event.output.message ?? 'it failed',
        })),
      },
      { actions: reap },
    ],
    // Not contained: a bug of ours, and no reason for anybody else to stop.
    'xstate.error.actor.*': {
      actions: afterFailure(({ event }: { event: ErrorActorEvent }) => ({
        actorId: event.actorId,
        message: messageOf(event.error),
      })),
    },
  },
  states: {
    starting: {
      on: {
        'gateway.ready': { target: 'running', actions: 'populate' },
        'gateway.drain': 'stopped',
      },
    },
    running: {
      tags: 'open',
      on: {
        'gateway.configure': {
          actions: [noteConfiguration, 'dismiss', 'instruct', 'populate'],
        },
        'gateway.restartChild': {
          actions: [{ type: 'noteRested', params: ({ event }) => event }, 'populate'],
        },
        'gateway.drain': 'draining',
      },
    },
    // No new calls; those there are may end by themselves for a while.
    draining: {
      always: { guard: 'isQuiet', target: 'leaving' },
      after: { drainOver: 'leaving' },
      // An event of its own looks again whether it is quiet.
      on: { 'call.ended': {} },
    },
    // Bindings are given back; a registrar that does not answer is not waited for.
    leaving: {
      entry: 'dismissLines',
      always: { guard: 'areLinesGone', target: 'stopped' },
      after: { leavingTooLong: 'stopped' },
    },
    stopped: { type: 'final' },
  },
});
