/** The view of a gateway that does not run: its configuration, and what a test says of the rest. */
import type { CallMedia, CallRecord } from '../../src/domain/call-record.ts';
import type {
  Configuration,
  Port,
  Server,
  ServerKind,
  User,
} from '../../src/domain/configuration.ts';
import { formatContact } from '../../src/domain/contact.ts';
import { calledNumber } from '../../src/domain/dialled-number.ts';
import type { DrillReport } from '../../src/domain/drill-report.ts';
import { entriesUsed } from '../../src/domain/entries.ts';
import { shown } from '../../src/domain/names.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { resolveCall, routeText } from '../../src/domain/resolve.ts';
import { walkOrder } from '../../src/domain/server-order.ts';
import { serversOf } from '../../src/domain/servers.ts';
import type { PortView } from '../../src/management/port-view.ts';
import type { ServerView } from '../../src/management/server-view.ts';
import type { Statistics } from '../../src/management/statistics.ts';
import { totalsOf } from '../../src/management/totals.ts';
import type {
  CallView,
  RuleCounts,
  ScheduledDrillView,
  StatusView,
  UserView,
  View,
  WhatIfView,
} from '../../src/management/view.ts';

type Parts<Row> = Readonly<Record<string, Partial<Row>>>;

/** What only a running gateway knows, by name of row; all of it may be left out. */
export interface Runtime {
  readonly status: Partial<StatusView>;
  readonly users: Parts<UserView>;
  readonly locationServers: Parts<ServerView>;
  readonly proxyServers: Parts<ServerView>;
  readonly ports: Parts<PortView>;
  readonly rules: Readonly<Record<string, RuleCounts>>;
  readonly calls: readonly CallView[];
  readonly drills: readonly DrillReport[];
  readonly scheduledDrills: readonly ScheduledDrillView[];
  /** Newest first. */
  readonly callLog: readonly CallRecord[];
  /** What every call hears. */
  readonly media?: CallMedia | undefined;
}

export interface FakeViewOptions {
  readonly configuration: () => Configuration;
  readonly runtime: () => Runtime;
  readonly revision: () => number;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
  readonly startedAt: number;
  readonly statistics: Statistics;
}

const noCalls = { attempts: 0, connected: 0, failed: 0, dropped: 0, seconds: 0 };
const noRegistration = { attempts: 0, successes: 0, failures: 0, failovers: 0 };
const noMedia = {
  packetsReceived: 0,
  packetsSent: 0,
  packetsLost: 0,
  bytesReceived: 0,
  bytesSent: 0,
};

function userView(user: User, part: Partial<UserView> = {}): UserView {
  const { name, address, areaCode, login, transport, ports, enabled } = user;
  const isAttached = enabled && ports.length > 0;
  return {
    name,
    address,
    areaCode,
    login,
    transport,
    ports,
    enabled,
    pseudonym: user.pseudonym ?? null,
    domain: user.domain ?? null,
    effectiveDomain: user.domain ?? null,
    status: isAttached ? 'initializing' : 'disabled',
    server: null,
    since: null,
    expiresSeconds: null,
    serviceRoute: [],
    lastRefusal: null,
    tries: [],
    next: null,
    callStatus: 'idle',
    calls: 0,
    registration: noRegistration,
    incoming: noCalls,
    outgoing: noCalls,
    media: noMedia,
    ...part,
  };
}

function serverViews(servers: readonly Server[], parts: Parts<ServerView>): readonly ServerView[] {
  const rest = servers.filter(({ enabled }) => !enabled);
  return [...walkOrder(servers), ...rest].map((server, at) => ({
    name: server.name,
    contact: formatContact(server.contact),
    master: server.master,
    order: at + 1,
    health: server.enabled ? 'unknown' : 'disabled',
    enabled: server.enabled,
    since: null,
    reason: null,
    lines: 0,
    position: servers.indexOf(server) + 1,
    calls: 0,
    seenAt: null,
    lastStatus: null,
    requests: 0,
    successes: 0,
    refusals: 0,
    timeouts: 0,
    failovers: 0,
    ...parts[server.name],
  }));
}

function portView(port: Port, { users }: Configuration, part: Partial<PortView> = {}): PortView {
  return {
    name: port.name,
    kind: port.kind,
    state: port.enabled ? 'onHook' : 'disabled',
    registered: port.kind === 'soft',
    contact: port.contact ?? null,
    users: users.filter(({ ports }) => ports.includes(port.name)).map(({ name }) => name),
    ...part,
  };
}

function whatIf(view: View, from: string, digits: string): WhatIfView {
  const configuration = view.configuration();
  const port = configuration.ports.find(({ name }) => name === from);
  const isUser = configuration.users.some(({ name }) => name === from);
  if (!port && !isUser) {
    throw new Refusal('E-NOT-FOUND', `there is no port and no user "${shown(from)}"`);
  }
  const number = port ? calledNumber(configuration, port, digits) : digits;
  const route = number === undefined ? undefined : resolveCall(configuration, number, 'local');
  return {
    dialled: digits,
    number: number ?? null,
    route: route ? routeText(route) : 'nothing dialled',
    requestUri: null,
    servers:
      route?.kind === 'proxies'
        ? view.servers('proxy').map(({ name, health }) => ({
            server: name,
            health,
            attemptMs: 8000,
            note: null,
          }))
        : [],
    steps: [`dialled ${digits}`, `number ${number ?? 'none'}`],
  };
}

function statusView(options: FakeViewOptions, view: View): StatusView {
  const users = view.users().filter(({ enabled }) => enabled);
  const calls = view.calls().length;
  return {
    state: 'running',
    version: '0.0.0',
    startedAt: new Date(options.startedAt).toISOString(),
    uptimeSeconds: Math.floor((options.wallClock() - options.startedAt) / 1000),
    revision: options.revision(),
    changedAt: null,
    entries: view.entries(),
    lines: {
      up: users.filter(({ status }) => status === 'up').length,
      total: users.length,
      onFailover: 0,
    },
    calls,
    callsPeak: calls,
    transactions: 2 * calls,
    alarms: [],
    ...options.runtime().status,
  };
}

export function createFakeView(options: FakeViewOptions): View {
  const { configuration, runtime } = options;
  const partsOf = (kind: ServerKind) =>
    kind === 'location' ? runtime().locationServers : runtime().proxyServers;
  const view: View = {
    configuration,
    status: () => statusView(options, view),
    entries: () => entriesUsed(configuration()),
    users: () => configuration().users.map((user) => userView(user, runtime().users[user.name])),
    servers: (kind) => serverViews(serversOf(configuration(), kind), partsOf(kind)),
    ports: () =>
      configuration().ports.map((port) =>
        portView(port, configuration(), runtime().ports[port.name]),
      ),
    calls: () => runtime().calls,
    ruleCounts: (rule) => runtime().rules[rule] ?? { matches: 0, lastMatchAt: null },
    totals: () => totalsOf(options.statistics),
    drills: () => runtime().drills,
    scheduledDrills: () => runtime().scheduledDrills,
    callLog: async (count) => runtime().callLog.slice(0, count),
    actors: () => [
      { machine: 'line', state: 'attached+idle', count: configuration().users.length },
    ],
    callMedia: async () => runtime().media,
    whatIf: (from, digits) => whatIf(view, from, digits),
  };
  return view;
}
