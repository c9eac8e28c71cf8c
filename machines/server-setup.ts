/** What the chart of a server is made of: its settings, events, ports and guards. */
import { assign, setup } from 'xstate';
import { jitteredMs } from '../src/domain/backoff.ts';
import type { Health } from '../src/domain/walk.ts';
import { type Fault, unprovided } from './contain.ts';
import type { Ending, Surroundings } from './events.ts';

export interface ServerSettings {
  /** Its contact: what is known of a server is known of who is there. */
  readonly place: string;
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

export interface HealthNews {
  readonly key: string;
  readonly health: Health;
  readonly reason: string | undefined;
}

export interface ServerContext extends ServerInput {
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

export const server = setup({
  types: {
    input: {} as ServerInput,
    context: {} as ServerContext,
    events: {} as ServerEvent,
    output: {} as Ending,
  },
  actions: {
    probe: (_, _params: { readonly key: string }) => unprovided('probe'),
    tellHealth: (_, _params: HealthNews) => unprovided('tellHealth'),
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
    isMoved: ({ context }, { place }: ServerSettings) => place !== context.place,
  },
  delays: {
    probeDue: ({ context }) => jitteredMs(context.probeIntervalMs, context.surroundings.chance()),
    quarantineOver: ({ context }) =>
      Math.max(0, context.quarantineUntilMs - context.surroundings.now()),
  },
});
