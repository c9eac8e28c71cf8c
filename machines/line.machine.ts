/**
 * One user's line: registered while it is attached to a port, busy while it has calls. Manual §1.3.
 *
 * Two regions, because neither decides about the other.
 */
import type { User } from '../src/domain/configuration.ts';
import { noCrashes } from '../src/domain/restart.ts';
import { messageOf } from './contain.ts';
import {
  type Ending,
  endingOf,
  type FlowLost,
  noCrash,
  type ServerRecovered,
  type ServersChanged,
} from './events.ts';
import { line } from './line-setup.ts';

const reap = ['stopRegistration', 'forgetRegistration'] as const;
const noteUser = {
  type: 'noteUser',
  params: ({ event }: { event: { user: User } }) => event,
} as const;
const ifDetached = {
  type: 'isDetached',
  params: ({ event }: { event: { user: User } }) => event.user,
} as const;
const forward = {
  type: 'forward',
  params: ({ event }: { event: ServersChanged | ServerRecovered | FlowLost }) => event,
} as const;
/** The registration has failed: never started again at once (invariant 6). */
const resting = line.createStateConfig({
  after: { restartDue: 'deciding' },
  on: {
    'line.configure': [
      { guard: ifDetached, target: 'detached', actions: noteUser },
      { actions: noteUser },
    ],
  },
});

export const lineMachine = line.createMachine({
  id: 'line',
  options: { maxIterations: 1000 },
  context: ({ input }) => ({
    ...input,
    registration: undefined,
    calls: new Set(),
    crashes: noCrashes,
    crash: undefined,
    fault: undefined,
  }),
  type: 'parallel',
  on: {
    'line.stop': { target: ['.binding.stopping', '.calls.over'] },
    fault: {
      target: ['.binding.over', '.calls.over'],
      actions: [...reap, { type: 'noteFault', params: ({ event }) => event }],
    },
  },
  states: {
    binding: {
      initial: 'deciding',
      on: { 'line.configure': { actions: noteUser } },
      states: {
        deciding: {
          always: [
            {
              guard: { type: 'isAttached', params: ({ context }) => context.user },
              target: 'attached',
            },
            { target: 'detached' },
          ],
        },
        detached: { on: { 'line.configure': { target: 'deciding', actions: noteUser } } },
        attached: {
          entry: 'startRegistration',
          on: {
            'line.configure': [
              { guard: ifDetached, target: 'leaving', actions: noteUser },
              {
                guard: { type: 'isOtherIdentity', params: ({ event }) => event },
                target: 'attached',
                reenter: true,
                actions: ['forgetIdentity', ...reap, noteUser],
              },
              { actions: noteUser },
            ],
            'line.retry': { actions: 'retry' },
            'servers.changed': { actions: forward },
            'server.recovered': { actions: forward },
            'flow.lost': { actions: forward },
            'xstate.done.actor.*': {
              target: 'failing',
              actions: {
                type: 'noteCrash',
                params: ({ event }) => ({ message: event.output.message ?? 'it ended' }),
              },
            },
            'xstate.error.actor.*': {
              target: 'failing',
              actions: {
                type: 'noteCrash',
                params: ({ event }) => ({ message: messageOf(event.error) }),
              },
            },
          },
        },
        leaving: {
          entry: 'release',
          on: {
            'xstate.done.actor.*': { target: 'deciding', actions: reap },
            'xstate.error.actor.*': { target: 'deciding', actions: reap },
          },
        },
        failing: {
          entry: [
            ...reap,
            {
              type: 'tellFault',
              params: ({ context: { crash } }) => crash ?? noCrash,
            },
          ],
          always: [{ guard: 'isParked', target: 'parked' }, { target: 'crashed' }],
        },
        crashed: resting,
        parked: { tags: 'parked', ...resting },
        stopping: {
          entry: 'release',
          always: { guard: 'isUnregistered', target: 'over' },
          on: {
            'xstate.done.actor.*': { target: 'over', actions: reap },
            'xstate.error.actor.*': { target: 'over', actions: reap },
          },
        },
        over: { type: 'final' },
      },
    },
    calls: {
      initial: 'idle',
      states: {
        idle: {
          on: {
            'call.started': {
              target: 'busy',
              actions: { type: 'noteCall', params: ({ event }) => event },
            },
          },
        },
        busy: {
          on: {
            'call.started': { actions: { type: 'noteCall', params: ({ event }) => event } },
            'call.ended': [
              {
                guard: { type: 'isLastCall', params: ({ event }) => event },
                target: 'idle',
                actions: { type: 'forgetCall', params: ({ event }) => event },
              },
              { actions: { type: 'forgetCall', params: ({ event }) => event } },
            ],
          },
        },
        over: { type: 'final' },
      },
    },
  },
  output: ({ context }): Ending => endingOf(context),
});
