/**
 * The gateway as a whole: started, changed, watched and stopped; in a real world or in a simulated
 * one.
 */
import { checkConfiguration } from '../domain/check-configuration.ts';
import type { Configuration } from '../domain/configuration.ts';
import { EntryRefusal } from '../domain/entries.ts';
import { Refusal } from '../domain/refusal.ts';
import { movedServers } from '../domain/server-order.ts';
import { type CommandPorts, type Commands, createCommands } from '../management/commands.ts';
import { openEventLog } from '../management/event-log.ts';
import type { EventLog } from '../management/events.ts';
import type { Journeys } from '../management/journeys.ts';
import type { Lives } from '../management/lives.ts';
import type { Statistics } from '../management/statistics.ts';
import type { View } from '../management/view.ts';
import { Recorder } from '../replay/recorder.ts';
import { nextTurn } from '../runtime/turn.ts';
import { AddressWatch } from './address-watch.ts';
import { closeInterrupted } from './calls/open-calls.ts';
import { Changes } from './changes/changes.ts';
import { Trials } from './changes/trials.ts';
import { checkOutside } from './check-outside.ts';
import { type Inputs, Parts } from './compose.ts';
import { Blackhole } from './drills/blackhole.ts';
import { drillInShadow } from './drills/shadow-drill.ts';
import { networkSettings } from './network.ts';
import { createOperations } from './operations.ts';
import { overheardNames } from './watch/overheard-names.ts';
import type { World } from './world.ts';

export interface Gateway {
  readonly view: View;
  readonly commands: Commands;
  readonly events: EventLog;
  readonly statistics: Statistics;
  readonly lives: Lives;
  readonly journeys: Journeys;
  readonly recorder: Recorder;
  /** Told the new configuration after each change. */
  onChange(listener: (configuration: Configuration) => void): void;
  /** Live actors, transactions, calls and media sessions: all zero when nothing is configured. */
  liveness(): { readonly transactions: number; readonly calls: number; readonly media: number };
  /** What `stop` takes at most, in milliseconds, as long as nothing outside holds it up. */
  stopMs(): number;
  /** Refuses new calls, lets calls end, gives bindings back; resolves when all is closed. */
  stop(): Promise<void>;
}

/** For lines to be given back and all to be closed, when the calls are over. */
const closingMs = 15_000;

export interface GatewayOptions {
  readonly version: string;
  /** Fills an empty store before anything starts: all of it, or a refusal and nothing. */
  readonly prepare?: ((commands: Commands, view: View) => Promise<void>) | undefined;
}

export async function createGateway(outside: World, options: GatewayOptions): Promise<Gateway> {
  const blackhole = new Blackhole();
  const recorder: Recorder = new Recorder(() => outside.clock.now());
  const world = overheardNames(blackhole.under(outside), recorder);
  const changes = new Changes(world);
  const isFilled = await changes.load();
  if (!isFilled && options.prepare) await changes.stage(options.prepare);
  const events = await openEventLog({
    wallClock: world.wallClock,
    log: world.log,
    store: {
      append: async (happened) => {
        await world.store.appendEvents(happened.map(({ number: _number, ...event }) => event));
      },
      query: (query) => world.store.events(query),
      lastNumber: async () => (await world.store.events({ limit: 1 })).at(-1)?.number ?? 0,
    },
  });
  await closeInterrupted(world, events);
  const trials = new Trials({ world, changes, events });
  await trials.load();
  const inputs: Inputs = {
    ...{ world, changes, trials, events, blackhole, version: options.version },
    recorder,
    inShadow: (order, isStopped) =>
      drillInShadow({
        ...{ order, isStopped, create: createGateway, turn: nextTurn },
        configuration: changes.current(),
        startedAtMs: world.wallClock(),
      }),
  };
  return start(inputs, await Parts.open(inputs));
}

function start(inputs: Inputs, parts: Parts): Gateway {
  const { changes, trials, events } = inputs;
  const { family, peers, failover, news, statistics, view } = parts;
  const listeners: ((configuration: Configuration) => void)[] = [];
  family.root.start();
  peers.learn(changes.current());
  family.root.send({ type: 'gateway.ready' });
  failover.startTimer();
  const addresses = addressWatch(inputs, parts);
  addresses.start();
  news.entries(changes.current());
  events.report({
    code: 'gateway.started',
    subject: { kind: 'gateway', name: '' },
    text: `revision ${changes.revision().number} is running`,
    facts: { revision: changes.revision().number },
  });
  const ports = commandPorts(inputs, parts, (configuration) => {
    for (const listener of listeners) listener(configuration);
  });
  const made = createCommands(ports, createOperations(inputs, parts));
  const commands = { ...made, submit: counting(made, statistics) };
  parts.submitWith(commands.submit);
  trials.start(commands.submit);
  return {
    view,
    events,
    statistics,
    lives: parts.lives,
    journeys: parts.journeys,
    recorder: inputs.recorder,
    commands,
    onChange: (listener) => void listeners.push(listener),
    liveness: () => ({
      transactions: parts.core.endpoint.transactions(),
      calls: parts.calls.count(),
      media: parts.media.count(),
    }),
    stopMs: () => family.root.getSnapshot().context.drainMs() + closingMs,
    stop() {
      addresses.stop();
      return stop(inputs, parts);
    },
  };
}

function addressWatch({ world, events }: Inputs, parts: Parts): AddressWatch {
  const { core, moves, family } = parts;
  return new AddressWatch({
    ...{ world, events, network: parts.network() },
    moved() {
      core.publicAddresses.forget();
      moves.followed();
    },
    returned(side) {
      if (side !== 'wan') return;
      core.publicAddresses.forget();
      family.root.send({ type: 'lines.retry' });
    },
  });
}

function commandPorts(
  { world, changes, trials }: Inputs,
  parts: Parts,
  tell: (configuration: Configuration) => void,
): CommandPorts {
  const { family, peers, news } = parts;
  const network = parts.network();
  let before = changes.current();
  return {
    current: () => changes.current(),
    check(configuration) {
      checkConfiguration(configuration);
      checkOutside(configuration, before);
    },
    async persist(configuration, author, summary, trial) {
      const hasMoved = await network.move(networkSettings(configuration));
      try {
        const number = await trials.carry(trial, author, (beside) =>
          changes.persist(configuration, author, summary, beside),
        );
        news.revision(number, author, summary);
        if (hasMoved) {
          parts.core.publicAddresses.forget();
          family.root.send({ type: 'lines.retry' });
        }
        return number;
      } catch (error) {
        await network.move(networkSettings(changes.current()));
        throw error;
      }
    },
    apply(configuration) {
      for (const server of movedServers(before, configuration)) parts.bindings.leave(server);
      family.root.send({ type: 'gateway.configure', configuration });
      parts.failover.configured(before);
      if (hasOtherServers(before, configuration)) family.root.send({ type: 'servers.changed' });
      peers.learn(configuration);
      parts.mailboxes.configure();
      parts.moves.moveMedia();
      parts.flows.follow();
      news.entries(configuration);
      before = configuration;
      world.log.info({ revision: changes.revision().number }, 'configuration changed');
      tell(configuration);
    },
  };
}

function hasOtherServers(one: Configuration, other: Configuration): boolean {
  return one.locationServers !== other.locationServers || one.proxyServers !== other.proxyServers;
}

/** Every entry that is refused counts, whichever face it came by. */
function counting(commands: Commands, statistics: Statistics): Commands['submit'] {
  return async (change, author, summary, trial) => {
    try {
      return await commands.submit(change, author, summary, trial);
    } catch (error) {
      const refusal = error instanceof Refusal && error.cause ? error.cause : error;
      if (refusal instanceof EntryRefusal) statistics.count('entries_rejected', refusal.kind);
      throw error;
    }
  };
}

async function stop({ events, trials }: Inputs, parts: Parts): Promise<void> {
  const { family, failover, media, core, records, calls } = parts;
  events.report({
    code: 'gateway.stopping',
    subject: { kind: 'gateway', name: '' },
    text: 'no new calls; bindings are given back',
    facts: {},
  });
  trials.stop();
  failover.stop();
  parts.moves.stop();
  parts.flows.stop();
  parts.drills.close();
  parts.mailboxes.stop();
  const { root } = family;
  await new Promise<void>((resolve) => {
    root.subscribe({
      // Whoever still talks has had `drain-time` to come to an end.
      next: ({ value }) => value === 'leaving' && calls.releaseAll(),
      complete: resolve,
      error: () => resolve(),
    });
    if (root.getSnapshot().status === 'active') root.send({ type: 'gateway.drain' });
    else resolve();
  });
  calls.releaseAll();
  core.endpoint.close();
  await media.stop();
  await records.settled();
  await parts.network().close();
}
