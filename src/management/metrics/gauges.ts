/** The gauges: what the view says at the moment of a scrape. snmp-metrics.md §4.4 */
import type { ServerKind } from '../../domain/configuration.ts';
import type { ServerView } from '../server-view.ts';
import { registrationStatuses, type UserView, type View } from '../view.ts';

/** One series: the values of its labels, then its own. */
type Series = readonly [labels: readonly string[], value: number];

export interface GaugeRow {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  read(view: View, nowMs: number): readonly Series[];
}

const directions = ['outgoing', 'incoming', 'internal'] as const;
const kinds: readonly ServerKind[] = ['location', 'proxy'];

function secondsOf(instant: string | null): number | undefined {
  return instant === null ? undefined : Date.parse(instant) / 1000;
}

function seriesOf(value: number | undefined): readonly Series[] {
  return value === undefined ? [] : [[[], value]];
}

function scalar(name: string, help: string, read: (view: View) => number | undefined): GaugeRow {
  return { name, help, labels: [], read: (view) => seriesOf(read(view)) };
}

function ofUsers(
  name: string,
  help: string,
  read: (user: UserView, nowMs: number) => number | undefined,
): GaugeRow {
  return {
    name,
    help,
    labels: ['user'],
    read: (view, nowMs) =>
      view.users().flatMap((user): Series[] => {
        const value = read(user, nowMs);
        return value === undefined ? [] : [[[user.name], value]];
      }),
  };
}

/** Disabled servers have no series: nobody waits for them. */
function ofServers(name: string, help: string, read: (server: ServerView) => number): GaugeRow {
  return {
    name,
    help,
    labels: ['kind', 'server'],
    read: (view) =>
      kinds.flatMap((kind) =>
        view
          .servers(kind)
          .filter(({ enabled }) => enabled)
          .map((server): Series => [[kind, server.name], read(server)]),
      ),
  };
}

const ofStatus: readonly GaugeRow[] = [
  scalar('offhook_start_time_seconds', 'when the gateway started', (view) =>
    secondsOf(view.status().startedAt),
  ),
  scalar(
    'offhook_config_last_change_timestamp_seconds',
    'when the configuration last changed',
    (view) => secondsOf(view.status().changedAt),
  ),
  scalar(
    'offhook_config_revision',
    'number of the configuration in force',
    (view) => view.status().revision,
  ),
  scalar(
    'offhook_config_confirm_by_timestamp_seconds',
    'when the configuration goes back unless it is confirmed; 0: it stands',
    (view) => secondsOf(view.status().trial?.confirmBy ?? null) ?? 0,
  ),
  scalar('offhook_alarms', 'alarms raised now', (view) => view.status().alarms.length),
  {
    name: 'offhook_entries',
    help: 'users and forwarding rules',
    labels: ['kind'],
    read(view) {
      const { users, forwardingRules } = view.entries();
      return [
        [['user'], users],
        [['forward'], forwardingRules],
      ];
    },
  },
  scalar('offhook_entries_limit', 'most entries there may be', (view) => view.entries().limit),
];

const ofLines: readonly GaugeRow[] = [
  {
    name: 'offhook_registrations',
    help: 'lines by the status of their registration',
    labels: ['state'],
    read(view) {
      const users = view.users();
      return registrationStatuses.map((state) => [
        [state],
        users.filter(({ status }) => status === state).length,
      ]);
    },
  },
  ofUsers(
    'offhook_user_registered',
    '1 while the line has a binding; none while disabled',
    (user) => {
      if (user.status === 'disabled') return undefined;
      return user.status === 'up' ? 1 : 0;
    },
  ),
  {
    name: 'offhook_user_registration_info',
    help: 'where the line is registered: join with it',
    labels: ['user', 'kind', 'server'],
    read(view) {
      const locations = new Set(view.servers('location').map(({ name }) => name));
      return view.users().flatMap(({ name, server }): Series[] => {
        if (server === null) return [];
        return [[[name, locations.has(server) ? 'location' : 'proxy', server], 1]];
      });
    },
  },
  ofUsers(
    'offhook_user_registration_expiry_timestamp_seconds',
    'when the binding ends unless it is refreshed',
    ({ expiresSeconds }, nowMs) =>
      expiresSeconds === null ? undefined : Math.round(nowMs / 1000 + expiresSeconds),
  ),
  ofUsers('offhook_user_calls_active', 'calls of the line in progress', ({ calls }) => calls),
];

const ofServersAndCalls: readonly GaugeRow[] = [
  ofServers('offhook_server_up', '0 while the server is down or quarantined', ({ health }) =>
    health === 'down' || health === 'quarantined' ? 0 : 1,
  ),
  ofServers('offhook_server_master', '1 for the server that is asked first', ({ master }) =>
    master ? 1 : 0,
  ),
  ofServers('offhook_server_lines', 'lines registered there', ({ lines }) => lines),
  {
    name: 'offhook_calls_active',
    help: 'calls in progress',
    labels: ['direction'],
    read(view) {
      const calls = view.calls();
      return directions.map((direction) => [
        [direction],
        calls.filter((call) => call.direction === direction).length,
      ]);
    },
  },
];

/** None before the first Inform of this process. */
const ofFaces: readonly GaugeRow[] = [
  scalar('offhook_cwmp_last_inform_timestamp_seconds', 'when the ACS last took an Inform', (view) =>
    secondsOf(view.cwmp?.lastInformAt() ?? null),
  ),
];

const ofActors: GaugeRow = {
  name: 'offhook_actors',
  help: 'actors that live now: the gateway, calls, and all below them',
  labels: ['machine', 'state'],
  read: (view) =>
    view.actors().map(({ machine, state, count }): Series => [[machine, state], count]),
};

export const gaugeTable: readonly GaugeRow[] = [
  ...ofStatus,
  ...ofLines,
  ...ofServersAndCalls,
  ...ofFaces,
  ofActors,
];
