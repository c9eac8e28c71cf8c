/**
 * One location or proxy server: what all lines and calls together know of its health.
 *
 * Health never changes a server's place, only how long it may stay silent. failover.md §1.
 */
import type { Health } from '../src/domain/walk.ts';
import { endingOf } from './events.ts';
import { type ServerContext, type ServerSettings, server } from './server-setup.ts';

const probe = {
  type: 'probe',
  params: ({ context }: { context: ServerContext }) => ({ key: context.key }),
} as const;
function tell(health: Health) {
  return {
    type: 'tellHealth',
    params: ({ context: { key, reason } }: { context: ServerContext }) => ({
      key,
      health,
      reason,
    }),
  } as const;
}

const asSaid = {
  type: 'noteChange',
  params: ({ event }: { event: { reason: string } }) => event,
} as const;
const asWell = { type: 'noteChange', params: { reason: undefined } } as const;
const settings = {
  type: 'noteSettings',
  params: ({ event }: { event: { settings: ServerSettings } }) => event,
} as const;

const toQuarantine = {
  target: '#server.quarantined',
  actions: [
    { type: 'noteQuarantine', params: ({ event }: { event: { forMs: number } }) => event },
    { type: 'noteChange', params: { reason: '503 with Retry-After' } },
  ],
} as const;
const toDown = { target: '#server.down', actions: [asSaid, 'noteFailure'] } as const;
const toUp = { guard: 'isLastSuccess', target: '#server.up', actions: asWell } as const;

const fromTrusted = {
  'server.unreachable': toDown,
  'server.overloaded': toQuarantine,
  'server.silent': { target: '#server.suspect', actions: [asSaid, 'noteFailure'] },
} as const;

/** A timer that goes on whether it probes or not, because what is to be probed may change. */
const probeSometimes = [
  { guard: 'isAlwaysProbed', target: '.', reenter: true, actions: probe },
  { target: '.', reenter: true },
] as const;

export const serverMachine = server.createMachine({
  id: 'server',
  options: { maxIterations: 1000 },
  context: ({ input }) => ({
    ...input,
    successes: 0,
    failures: 0,
    quarantineUntilMs: 0,
    sinceMs: input.surroundings.now(),
    reason: undefined,
    fault: undefined,
  }),
  initial: 'starting',
  on: {
    'server.configure': [
      {
        guard: { type: 'isOff', params: ({ event }) => event.settings },
        target: '.disabled',
        actions: settings,
      },
      {
        guard: { type: 'isMoved', params: ({ event }) => event.settings },
        target: '.unknown',
        actions: [settings, asWell],
      },
      { actions: settings },
    ],
    'server.stop': '.stopped',
    fault: { target: '.failed', actions: { type: 'noteFault', params: ({ event }) => event } },
  },
  states: {
    starting: {
      always: [
        { guard: { type: 'isOff', params: ({ context }) => context }, target: 'disabled' },
        { target: 'unknown' },
      ],
    },
    unknown: {
      entry: ['forgetCounts', tell('unknown')],
      after: { probeDue: probeSometimes },
      on: { ...fromTrusted, 'server.answered': { target: 'up', actions: asWell } },
    },
    up: {
      entry: ['forgetCounts', tell('up')],
      after: { probeDue: probeSometimes },
      on: fromTrusted,
    },
    suspect: {
      entry: tell('suspect'),
      after: { probeDue: { target: '.', reenter: true, actions: probe } },
      on: {
        'server.unreachable': toDown,
        'server.overloaded': toQuarantine,
        'server.answered': [toUp, { actions: 'noteSuccess' }],
        'server.silent': [
          { guard: 'isLastFailure', ...toDown },
          { actions: ['noteFailure', asSaid] },
        ],
      },
    },
    down: {
      entry: tell('down'),
      after: { probeDue: { target: '.', reenter: true, actions: probe } },
      on: {
        'server.overloaded': toQuarantine,
        'server.answered': [
          toUp,
          {
            target: 'suspect',
            actions: ['noteSuccess', { type: 'noteChange', params: { reason: 'answers again' } }],
          },
        ],
      },
    },
    quarantined: {
      entry: tell('quarantined'),
      after: {
        quarantineOver: {
          target: 'suspect',
          actions: ['forgetCounts', { type: 'noteChange', params: { reason: 'quarantine over' } }],
        },
      },
      on: { 'server.overloaded': { ...toQuarantine, reenter: true } },
    },
    disabled: {
      entry: ['forgetCounts', tell('disabled')],
      on: {
        'server.configure': { target: 'starting', actions: [settings, asWell] },
      },
    },
    stopped: { type: 'final' },
    failed: { type: 'final' },
  },
  output: ({ context }) => endingOf(context),
});
