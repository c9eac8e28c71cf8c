/** The read side, computed from the lives whenever a face asks. */
import type { CallRecord } from '../domain/call-record.ts';
import type { Configuration, ServerKind } from '../domain/configuration.ts';
import { formatContact } from '../domain/contact.ts';
import { entriesUsed } from '../domain/entries.ts';
import { walkOrder } from '../domain/server-order.ts';
import { serversOf } from '../domain/servers.ts';
import type { PortView } from '../management/port-view.ts';
import type { ServerView } from '../management/server-view.ts';
import type { Statistics } from '../management/statistics.ts';
import { totalsOf } from '../management/totals.ts';
import type { CallView, StatusView, View } from '../management/view.ts';
import { formatHostPort } from '../sip/message/host.ts';
import { nameOf } from './calls/call-history.ts';
import type { CallSession } from './calls/call-session.ts';
import { callIdOf, stateOf, triesOf, wayText } from './calls/call-state.ts';
import type { Calls } from './calls/calls.ts';
import { ringOf } from './calls/ring-of.ts';
import { createWhatIf } from './calls/what-if.ts';
import type { Changes } from './changes/changes.ts';
import type { Trials } from './changes/trials.ts';
import type { Drills } from './drills/drills.ts';
import type { Family } from './family.ts';
import type { Lines } from './lines/lines.ts';
import type { PublicAddresses } from './lines/public-addresses.ts';
import type { Handsets } from './ports/handsets.ts';
import type { Phones } from './ports/phones.ts';
import type { Health } from './servers/health.ts';
import { countActors } from './watch/actor-count.ts';
import type { Tallies } from './watch/tallies.ts';
import { instantAt, type World } from './world.ts';

export interface ViewPorts {
  readonly world: World;
  readonly version: string;
  readonly startedAt: string;
  readonly startedAtMs: number;
  readonly configuration: () => Configuration;
  readonly changes: Pick<Changes, 'revision'>;
  readonly trials: Pick<Trials, 'view'>;
  readonly family: () => Family;
  readonly lines: Lines;
  readonly health: Health;
  readonly calls: () => Calls;
  readonly phones: () => Phones;
  readonly handsets: () => Handsets;
  readonly tallies: Tallies;
  readonly drills: Drills;
  readonly publicAddresses: PublicAddresses;
  readonly statistics: Statistics;
  /** What the store has not taken yet, newest first. */
  readonly lateRecords: () => readonly CallRecord[];
  readonly transactions: () => number;
  readonly alarms: () => readonly string[];
}

export function createView(ports: ViewPorts): View {
  const { configuration, lines, health, world, tallies, statistics } = ports;
  const entries = () => entriesUsed(configuration());
  const view: View = {
    configuration,
    entries,
    status: () => statusView(ports, view),
    users: () => configuration().users.map((user) => lines.view(user)),
    servers: (kind) => serverViews(ports, kind),
    ports: () => portViews(ports),
    calls: () => ports.calls().all().map(callView),
    ruleCounts: (rule) => ({ ...tallies.rule(rule) }),
    actors: () =>
      countActors([
        ports.family().root,
        ...ports
          .calls()
          .all()
          .map(({ actor }) => actor),
      ]),
    totals: () => totalsOf(statistics),
    drills: () => ports.drills.reports(),
    scheduledDrills: () => ports.drills.scheduled(),
    callMedia: (id) => ports.calls().mediaOf(id),
    profileFiles: world.profileFiles,
    callLog: async (count) => {
      const stored = await world.store.callRecords(count);
      return [...ports.lateRecords(), ...stored].slice(0, count);
    },
    whatIf: createWhatIf({
      configuration,
      health,
      registeredOn: (user) => lines.registeredOn(user),
      preview: (...call) => ports.calls().preview(...call),
    }),
  };
  return view;
}

function statusView(ports: ViewPorts, view: View): StatusView {
  const { world, version, startedAt, startedAtMs, configuration, calls, lines } = ports;
  const users = configuration().users.filter(({ enabled }) => enabled);
  const homes = users
    .map(({ name }) => lines.registeredOn(name))
    .filter((one) => one !== undefined);
  const { number, at } = ports.changes.revision();
  const isMastered = (kind: ServerKind) =>
    serversOf(configuration(), kind).some((one) => one.master);
  return {
    state: ports.family().state(),
    version,
    startedAt,
    uptimeSeconds: Math.floor((world.clock.now() - startedAtMs) / 1000),
    revision: number,
    changedAt: at,
    trial: ports.trials.view(),
    entries: view.entries(),
    lines: {
      up: users.filter((user) => lines.status(user) === 'up').length,
      total: users.length,
      onFailover: homes.filter(({ kind, master }) => isMastered(kind) && !master).length,
    },
    calls: calls().count(),
    callsPeak: calls().peak(),
    transactions: ports.transactions(),
    alarms: ports.alarms(),
  };
}

function serverViews(ports: ViewPorts, kind: ServerKind): readonly ServerView[] {
  const { configuration, health, lines, calls, tallies, world } = ports;
  const servers = serversOf(configuration(), kind);
  const homes = configuration().users.map(({ name }) => lines.registeredOn(name));
  const rest = servers.filter(({ enabled }) => !enabled);
  return [...walkOrder(servers), ...rest].map((server, at) => {
    const { name, contact, master, enabled } = server;
    const row = health.row(kind, name);
    return {
      name,
      contact: formatContact(contact),
      master,
      order: at + 1,
      health: enabled ? row.health : 'disabled',
      enabled,
      since: instantAt(world, row.sinceMs),
      reason: row.reason ?? null,
      lines: homes.filter((home) => home?.kind === kind && home.name === name).length,
      position: servers.indexOf(server) + 1,
      seenAt: ports.publicAddresses.seenAt(contact),
      calls:
        kind === 'proxy'
          ? calls()
              .all()
              .filter((call) => serverOf(call) === name).length
          : 0,
      ...tallies.server(kind, name),
    };
  });
}

function portViews(viewed: ViewPorts): readonly PortView[] {
  const { configuration, family, phones, handsets } = viewed;
  const { ports, users } = configuration();
  return ports.map((port) => {
    const places = port.kind === 'sip' ? phones().places(port) : [];
    const [place] = places;
    return {
      name: port.name,
      kind: port.kind,
      state: port.enabled
        ? (family().port(port.name)?.getSnapshot().value ?? 'onHook')
        : 'disabled',
      registered: port.kind === 'soft' || places.length > 0,
      ring: ringAt(viewed, port.name),
      contact: place ? formatHostPort(place.target.address, place.target.port) : null,
      users: users.filter((user) => user.ports.includes(port.name)).map(({ name }) => name),
      tone: handsets().tone(port.name) ?? null,
      digits: handsets().digits(port.name) || undefined,
    };
  });
}

function ringAt({ configuration, family, calls }: ViewPorts, port: string): string | null {
  const snapshot = family().port(port)?.getSnapshot();
  const session = snapshot?.value === 'ringing' ? calls().get(snapshot.context.call ?? '') : null;
  return (session && ringOf(configuration(), session)) ?? null;
}

function serverOf(session: CallSession): string | null {
  if (session.way().route.kind === 'local') return null;
  const { server } = session.actor?.getSnapshot().context ?? {};
  if (server !== undefined) return server;
  const hunt = session.hunt?.getSnapshot().context;
  return hunt?.plan[hunt.at]?.server ?? null;
}

function callView(session: CallSession): CallView {
  const { direction, caller, called, startedAt } = session.facts;
  const { past } = session.history;
  const { route } = session.way();
  return {
    id: nameOf(session),
    direction,
    from: caller.from,
    to: called,
    state: stateOf(session),
    server: serverOf(session),
    route: wayText(session),
    user: caller.user ?? (route.kind === 'local' ? route.user.name : null),
    sipCallId: callIdOf(session),
    startedAt: past?.startedAt ?? startedAt,
    connectedAt: past?.connectedAt ?? session.connectedAt ?? null,
    tries: [...(past?.tries ?? []), ...triesOf(session)],
  };
}
