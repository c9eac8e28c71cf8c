/**
 * One location or proxy server: what all lines and calls together know of its health.
 *
 * Health never changes a server's place in the order, only how long it may stay silent (failover.md §2.4).
 */
import { assign, setup } from 'xstate';
import { jitteredMs } from '../src/domain/backoff.ts';
import { type Fault, unprovided } from './contain.ts';
import { type Ending, endingOf, type Surroundings } from './events.ts';

export interface ServerSettings {
  readonly probeIntervalMs: number;
  /** Answers in a row that make it up again. */
  readonly successesNeeded: number;
  /** Silences in a row that make it down. */
  readonly failuresNeeded: number;
  /** Asked by OPTIONS while it is up, too: a master that lines may return to. */
  readonly isAlwaysProbed: boolean;
  readonly isEnabled: boolean;
}

export interface ServerInput extends ServerSettings {
  readonly key: string;
  readonly surroundings: Surroundings;
}

interface ServerContext extends ServerInput {
  readonly successes: number;
  readonly failures: number;
  readonly quarantineUntilMs: number;
  /** In this health since, on the monotonic clock. */
  readonly sinceMs: number;
  readonly reason: string | undefined;
  readonly fault: string | undefined;
}

export type ServerEvent =
  | { readonly type: 'server.configure'; readonly settings: ServerSettings }
  /** Any SIP answer, whoever asked. */
  | { readonly type: 'server.answered' }
  | { readonly type: 'server.silent'; readonly reason: string }
  /** ICMP, reset, TLS or DNS failure. */
  | { readonly type: 'server.unreachable'; readonly reason: string }
  /** 503 with Retry-After. */
  | { readonly type: 'server.overloaded'; readonly forMs: number }
  | { readonly type: 'server.stop' }
  | Fault;

const server = setup({
  types: {
    input: {} as ServerInput,
    context: {} as ServerContext,
    events: {} as ServerEvent,
    output: {} as Ending,
  },
  actions: {
    probe: (_, _params: { readonly key: string }) => unprovided('probe'),
    noteChange: assign(({ context }, { reason }: { readonly reason: string | undefined }) => ({
      sinceMs: context.surroundings.now(),
      reason,
    })),
    noteSuccess: assign(({ context }) => ({ successes: context.successes + 1, failures: 0 })),
    noteFailure: assign(({ context }) => ({ successes: 0, failures: context.failures + 1 })),
    forgetCounts: assign({ successes: 0, failures: 0 }),
    noteQuarantine: assign(({ context }, { forMs }: { readonly forMs: number }) => ({
      quarantineUntilMs: context.surroundings.now() + forMs,
    })),
    noteFault: assign((_, { message }: { readonly message: string }) => ({ fault: message })),
    noteSettings: assign((_, { settings }: { readonly settings: ServerSettings }) => settings),
  },
  guards: {
    isLastSuccess: ({ context }) => context.successes + 1 >= context.successesNeeded,
    isLastFailure: ({ context }) => context.failures + 1 >= context.failuresNeeded,
    isAlwaysProbed: ({ context }) => context.isAlwaysProbed,
    isOff: (_, { isEnabled }: ServerSettings) => !isEnabled,
  },
  delays: {
    probeDue: ({ context }) => jitteredMs(context.probeIntervalMs, context.surroundings.chance()),
    quarantineOver: ({ context }) =>
      Math.max(0, context.quarantineUntilMs - context.surroundings.now()),
  },
});

const probe = {
  type: 'probe',
  params: ({ context }: { context: ServerContext }) => ({ key: context.key }),
} as const;
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
      entry: 'forgetCounts',
      after: { probeDue: probeSometimes },
      on: { ...fromTrusted, 'server.answered': { target: 'up', actions: asWell } },
    },
    up: { entry: 'forgetCounts', after: { probeDue: probeSometimes }, on: fromTrusted },
    suspect: {
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
      after: {
        quarantineOver: {
          target: 'suspect',
          actions: ['forgetCounts', { type: 'noteChange', params: { reason: 'quarantine over' } }],
        },
      },
      on: { 'server.overloaded': { ...toQuarantine, reenter: true } },
    },
    disabled: {
      entry: 'forgetCounts',
      on: {
        'server.configure': { target: 'starting', actions: [settings, asWell] },
      },
    },
    stopped: { type: 'final' },
    failed: { type: 'final' },
  },
  output: ({ context }) => endingOf(context),
});
