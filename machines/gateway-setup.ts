/** What the chart of the gateway is made of: its family, and how a configuration becomes one. */
import {
  type ActorRefFrom,
  assign,
  type DoneActorEvent,
  type ErrorActorEvent,
  raise,
  setup,
  stopChild,
} from 'xstate';
import type { Configuration, Port, Server, User } from '../src/domain/configuration.ts';
import { type CrashHistory, decideRestart, noCrashes } from '../src/domain/restart.ts';
import { type Fault, unprovided } from './contain.ts';
import type { Ending, ServerRecovered, Surroundings } from './events.ts';
import { lineMachine } from './line.machine.ts';
import { portMachine } from './port.machine.ts';
import type { PortQueries } from './port-setup.ts';
import type { RegistrationQueries } from './registration-round.ts';
import { serverMachine } from './server.machine.ts';
import type { ServerSettings } from './server-setup.ts';

export type LineRef = ActorRefFrom<typeof lineMachine>;
export type ServerRef = ActorRefFrom<typeof serverMachine>;
export type PortRef = ActorRefFrom<typeof portMachine>;

/** What the family asks of its surroundings. */
export interface GatewayQueries {
  /** How a user's line plans its rounds. */
  registration(user: string): RegistrationQueries;
  serverSettings(server: Server): ServerSettings;
  readonly port: PortQueries;
  /** Calls in progress: they are root actors in a map (ADR 12). */
  calls(): number;
}

export interface GatewayInput {
  readonly configuration: Configuration;
  readonly surroundings: Surroundings;
  readonly queries: GatewayQueries;
  readonly drainMs: number;
}

export interface GatewayContext extends GatewayInput {
  readonly lines: ReadonlyMap<string, LineRef>;
  /** Keys as `serverKey` makes them. */
  readonly servers: ReadonlyMap<string, ServerRef>;
  readonly ports: ReadonlyMap<string, PortRef>;
  /** Children made so far: no two ever share an id. */
  readonly births: number;
  readonly crashes: CrashHistory;
  readonly restartDelayMs: number;
}

export type GatewayEvent =
  | { readonly type: 'gateway.ready' }
  | { readonly type: 'gateway.configure'; readonly configuration: Configuration }
  | { readonly type: 'gateway.restartChildren' }
  | { readonly type: 'gateway.drain' }
  /** Told while the gateway drains: perhaps it was the last. */
  | { readonly type: 'call.ended' }
  /** Health or order of a list changed. */
  | { readonly type: 'servers.changed' }
  /** Our own address is another one: every binding must say so. */
  | { readonly type: 'lines.retry' }
  | ServerRecovered
  | Fault
  | DoneActorEvent<Ending>
  | ErrorActorEvent;

export function serverKey({ kind, name }: Pick<Server, 'kind' | 'name'>): string {
  return `${kind}:${name}`;
}

/** The refs kept for what is configured, and new ones for what has none yet. */
function kept<Row, Ref>(
  rows: readonly Row[],
  refs: ReadonlyMap<string, Ref>,
  keyOf: (row: Row) => string,
  born: (row: Row, key: string) => Ref,
): ReadonlyMap<string, Ref> {
  return new Map(
    rows.map((row) => {
      const key = keyOf(row);
      return [key, refs.get(key) ?? born(row, key)];
    }),
  );
}

function without<Ref extends { readonly id: string }>(
  refs: ReadonlyMap<string, Ref>,
  id: string,
): ReadonlyMap<string, Ref> {
  return new Map([...refs].filter(([, ref]) => ref.id !== id));
}

export function serversOf(configuration: Configuration): readonly Server[] {
  return [...configuration.locationServers, ...configuration.proxyServers];
}

export const gateway = setup({
  types: {
    input: {} as GatewayInput,
    context: {} as GatewayContext,
    events: {} as GatewayEvent,
    tags: {} as 'open',
  },
  actors: { line: lineMachine, server: serverMachine, port: portMachine },
  actions: {
    /** Port: something of ours failed. */
    tellFault: (_, _params: { readonly machine: string; readonly message: string }) =>
      unprovided('tellFault'),
    noteConfiguration: assign((_, params: { readonly configuration: Configuration }) => ({
      configuration: params.configuration,
    })),
    /** Those that are no longer configured are told to end; they are reaped when they have. */
    dismiss: ({ context: { configuration, lines, servers, ports } }) => {
      const users = new Set(configuration.users.map(({ name }) => name));
      const keys = new Set(serversOf(configuration).map(serverKey));
      const names = new Set(configuration.ports.map(({ name }) => name));
      for (const [name, ref] of lines) if (!users.has(name)) ref.send({ type: 'line.stop' });
      for (const [key, ref] of servers) if (!keys.has(key)) ref.send({ type: 'server.stop' });
      for (const [name, ref] of ports) if (!names.has(name)) ref.send({ type: 'port.stop' });
    },
    /** Whoever stays hears what is said of it now. */
    instruct: ({ context: { configuration, lines, servers, ports, queries } }) => {
      for (const server of serversOf(configuration)) {
        const settings = queries.serverSettings(server);
        servers.get(serverKey(server))?.send({ type: 'server.configure', settings });
      }
      for (const port of configuration.ports) {
        ports.get(port.name)?.send({ type: 'port.configure', port });
      }
      for (const user of configuration.users) {
        lines.get(user.name)?.send({ type: 'line.configure', user });
      }
    },
    populate: assign(({ context, spawn }) => {
      const { configuration, surroundings, queries } = context;
      let births = context.births;
      const servers = kept(serversOf(configuration), context.servers, serverKey, (row, key) =>
        spawn('server', {
          id: `server:${key}#${(births += 1)}`,
          input: { key, surroundings, ...queries.serverSettings(row) },
        }),
      );
      const ports = kept(configuration.ports, context.ports, nameOf, (port: Port, name) =>
        spawn('port', {
          id: `port:${name}#${(births += 1)}`,
          input: { port, queries: queries.port },
        }),
      );
      const lines = kept(configuration.users, context.lines, nameOf, (user: User, name) =>
        spawn('line', {
          id: `line:${name}#${(births += 1)}`,
          input: { user, surroundings, queries: queries.registration(name) },
        }),
      );
      return { servers, ports, lines, births };
    }),
    tellLines: ({ context: { lines } }, event: ServerRecovered | { type: 'servers.changed' }) => {
      for (const ref of lines.values()) ref.send(event);
    },
    retryLines: ({ context: { lines } }) => {
      for (const ref of lines.values()) ref.send({ type: 'line.retry' });
    },
    dismissLines: ({ context: { lines } }) => {
      for (const ref of lines.values()) ref.send({ type: 'line.stop' });
    },
    stopEnded: stopChild(({ event }) => ('actorId' in event ? event.actorId : '')),
    forgetEnded: assign(({ context }, { actorId }: { readonly actorId: string }) => ({
      lines: without(context.lines, actorId),
      servers: without(context.servers, actorId),
      ports: without(context.ports, actorId),
    })),
    noteCrash: assign(({ context }) => {
      const [crashes, { delayMs }] = decideRestart(context.crashes, context.surroundings.now());
      return { crashes, restartDelayMs: delayMs };
    }),
    restartLater: raise(
      { type: 'gateway.restartChildren' },
      {
        delay: ({ context }) => context.restartDelayMs,
      },
    ),
  },
  guards: {
    isFault: (_, { reason }: Ending) => reason === 'fault',
    isQuiet: ({ context }) => context.queries.calls() === 0,
    areLinesGone: ({ context }) => context.lines.size === 0,
  },
  delays: { drainOver: ({ context }) => context.drainMs },
});

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

export function startContext(input: GatewayInput): GatewayContext {
  const none = { lines: new Map(), servers: new Map(), ports: new Map(), births: 0 };
  return { ...input, ...none, crashes: noCrashes, restartDelayMs: 0 };
}
