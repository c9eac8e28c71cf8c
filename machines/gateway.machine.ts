/** The root: owns lines, servers and ports, starts again what fails, and leaves in order. architecture.md §2. */
import { messageOf } from './contain.ts';
import { gateway, startContext } from './gateway-setup.ts';

const nextFamily = ['dismiss', 'instruct', 'populate'] as const;
const reap = [
  'stopEnded',
  {
    type: 'forgetEnded',
    params: ({ event }: { event: { actorId: string } }) => ({ actorId: event.actorId }),
  },
] as const;

export const gatewayMachine = gateway.createMachine({
  id: 'gateway',
  options: { maxIterations: 1000 },
  context: ({ input }) => startContext(input),
  initial: 'starting',
  on: {
    'gateway.configure': {
      actions: [{ type: 'noteConfiguration', params: ({ event }) => event }, ...nextFamily],
    },
    'gateway.restartChildren': { actions: 'populate' },
    'servers.changed': { actions: { type: 'tellLines', params: ({ event }) => event } },
    'server.recovered': { actions: { type: 'tellLines', params: ({ event }) => event } },
    'lines.retry': { actions: 'retryLines' },
    // A child that failed is started again, never at once (invariant 6).
    'xstate.done.actor.*': [
      {
        guard: { type: 'isFault', params: ({ event }) => event.output },
        actions: [
          {
            type: 'tellFault',
            params: ({ event }) => ({
              machine: event.actorId,
              message: event.output.message ?? 'it failed',
            }),
          },
          ...reap,
          'noteCrash',
          'restartLater',
        ],
      },
      { actions: reap },
    ],
    // Not contained: a bug of ours, and no reason for anybody else to stop.
    'xstate.error.actor.*': {
      actions: [
        {
          type: 'tellFault',
          params: ({ event }) => ({ machine: event.actorId, message: messageOf(event.error) }),
        },
        ...reap,
        'noteCrash',
        'restartLater',
      ],
    },
  },
  states: {
    starting: { on: { 'gateway.ready': { target: 'running', actions: 'populate' } } },
    running: { tags: 'open', on: { 'gateway.drain': 'draining' } },
    // No new calls; those there are may end by themselves for a while.
    draining: {
      always: { guard: 'isQuiet', target: 'leaving' },
      after: { drainOver: 'leaving' },
      // An event of its own looks again whether it is quiet.
      on: { 'gateway.restartChildren': {}, 'call.ended': {} },
    },
    // Bindings are given back; a registrar that does not answer is not waited for.
    leaving: {
      entry: 'dismissLines',
      always: { guard: 'areLinesGone', target: 'stopped' },
      after: { 6000: 'stopped' },
      on: { 'gateway.restartChildren': {} },
    },
    stopped: { type: 'final' },
  },
});
