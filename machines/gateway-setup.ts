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
import { type Fault, unprovided } from './contain.ts';
import {
  type Crash,
  type Ending,
  noCrash,
  type ServerRecovered,
  type Surroundings,
} from './events.ts';
import { type Failures, noFailures, onlyConfigured, withCrash } from './gateway-failures.ts';
import { knows, seated, seatOf, serverKey, serversOf, without } from './gateway-family.ts';
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
  readonly drainMs: () => number;
}

export interface GatewayContext extends GatewayInput, Failures {
  readonly lines: ReadonlyMap<string, LineRef>;
  /** Keys as `serverKey` makes them. */
  readonly servers: ReadonlyMap<string, ServerRef>;
  readonly ports: ReadonlyMap<string, PortRef>;
  /** Children made so far: no two ever share an id. */
  readonly births: number;
}

/** A child that failed, and why. */
export interface Failed {
  readonly actorId: string;
  readonly message: string;
}

export type GatewayEvent =
  | { readonly type: 'gateway.ready' }
  | { readonly type: 'gateway.configure'; readonly configuration: Configuration }
  | { readonly type: 'gateway.restartChild'; readonly seat: string }
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
    tellFault: (_, _params: Crash & { readonly seat: string }) => unprovided('tellFault'),
    noteConfiguration: assign(
      ({ context }, { configuration }: { readonly configuration: Configuration }) => ({
        configuration,
        ...onlyConfigured(context, configuration),
      }),
    ),
    /** Those that are no longer configured are told to end; they are reaped when they have. */
    dismiss: ({ context: { configuration, lines, servers, ports } }) => {
      const users = new Set(configuration.users.map(({ name }) => name));
      const keys = new Set(serversOf(configuration).map(serverKey));
      const names = new Set(configuration.ports.map(({ name }) => name));
      for (const [name, ref] of lines) if (!users.has(name)) ref.send({ type: 'line.stop' });
      for (const [key, ref] of servers) if (!keys.has(key)) ref.send({ type: 'server.stop' });
      for (const [name, ref] of ports) if (!names.has(name)) ref.send({ type: 'port.stop' });
    },
    /** Whoever stays hears what is said of it now, where it is news. */
    instruct: ({ context: { configuration, lines, servers, ports, queries } }) => {
      for (const row of serversOf(configuration)) {
        const ref = servers.get(serverKey(row));
        const settings = queries.serverSettings(row);
        if (!knows(ref, settings)) ref?.send({ type: 'server.configure', settings });
      }
      for (const port of configuration.ports) {
        const ref = ports.get(port.name);
        if (!knows(ref, { port })) ref?.send({ type: 'port.configure', port });
      }
      for (const user of configuration.users) {
        const ref = lines.get(user.name);
        if (!knows(ref, { user })) ref?.send({ type: 'line.configure', user });
      }
    },
    populate: assign(({ context, spawn }) => {
      const { configuration, surroundings, queries } = context;
      let births = context.births;
      /** The id of the next child in this seat, unless it is to stay empty for a while. */
      const nextId = (seat: string) =>
        context.resting.has(seat) ? undefined : `${seat}#${(births += 1)}`;
      const servers = seated(serversOf(configuration), context.servers, serverKey, (row, key) => {
        const id = nextId(`server:${key}`);
        const input = { key, surroundings, ...queries.serverSettings(row) };
        return id === undefined ? undefined : spawn('server', { id, input });
      });
      const ports = seated(configuration.ports, context.ports, nameOf, (port: Port, name) => {
        const id = nextId(`port:${name}`);
        const input = { port, queries: queries.port };
        return id === undefined ? undefined : spawn('port', { id, input });
      });
      const lines = seated(configuration.users, context.lines, nameOf, (user: User, name) => {
        const id = nextId(`line:${name}`);
        const input = { user, surroundings, queries: queries.registration(name) };
        return id === undefined ? undefined : spawn('line', { id, input });
      });
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
    noteCrash: assign(({ context }, { actorId, message }: Failed) =>
      withCrash(context, seatOf(actorId), message, context.surroundings.now()),
    ),
    noteRested: assign(({ context }, { seat }: { readonly seat: string }) => ({
      resting: new Map([...context.resting].filter(([one]) => one !== seat)),
    })),
    restartLater: raise(
      (_, { actorId }: Failed) =>
        ({ type: 'gateway.restartChild', seat: seatOf(actorId) }) as const,
      {
        delay: ({ context }, { actorId }) => context.resting.get(seatOf(actorId))?.delayMs ?? 0,
      },
    ),
    // XState leaves the children of an actor that threw running.
    failOrphans: ({ context: { lines } }, { actorId, message }: Failed) => {
      const line = [...lines.values()].find(({ id }) => id === actorId);
      const snapshot = line?.getSnapshot();
      // One that threw at its very start has no context.
      if (snapshot && 'context' in snapshot) {
        snapshot.context.registration?.send({ type: 'fault', message });
      }
    },
  },
  guards: {
    isFault: (_, { reason }: Ending) => reason === 'fault',
    isQuiet: ({ context }) => context.queries.calls() === 0,
    areLinesGone: ({ context }) => context.lines.size === 0,
  },
  delays: { drainOver: ({ context }) => context.drainMs(), leavingTooLong: 6000 },
});

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

export function startContext(input: GatewayInput): GatewayContext {
  const none = { lines: new Map(), servers: new Map(), ports: new Map(), births: 0 };
  return { ...input, ...none, ...noFailures };
}

/** What there is to tell of a child that has just failed. */
export function crashOf(
  { resting }: GatewayContext,
  { actorId, message }: Failed,
): Crash & { readonly seat: string } {
  const seat = seatOf(actorId);
  return { seat, ...(resting.get(seat) ?? { ...noCrash, message }) };
}
