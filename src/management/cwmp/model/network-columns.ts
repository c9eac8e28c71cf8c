/** The one `SIP.Network` row: the master of each list, timers, what is the same for every user. */
import type { Configuration, Server } from '../../../domain/configuration.ts';
import { setting } from '../../../domain/protocol.ts';
import { walkOrder } from '../../../domain/server-order.ts';
import type { TreeRow } from '../tree/definition.ts';
import { type Columns, fromGroup, policy, service } from './places.ts';
import { registrarKey, registrationTable } from './registration-list.ts';
import type { World } from './world.ts';

/** Timers that both issues of TR-104 have. */
export const timerColumns: Columns = [
  policy('TimerT1', 'unsignedInt(1:)', 't1'),
  policy('TimerT2', 'unsignedInt(1:)', 't2'),
  policy('TimerT4', 'unsignedInt(1:)', 't4'),
  policy('TimerB', 'unsignedInt(1:)', 'invite-attempt-ms'),
  policy('TimerF', 'unsignedInt(1:)', 'register-attempt-ms'),
  policy('RegisterExpires', 'unsignedInt(1:)', 'register-expires'),
  policy('RegisterRetryInterval', 'unsignedInt(1:)', 'retry-base'),
];

const transports = 'string{UDP|TCP|TLS|SCTP}';

/** The server that a single-server view shows: the master, else the first that is enabled. */
function shown(servers: readonly Server[]): Server | undefined {
  return walkOrder(servers)[0] ?? servers[0];
}

function chosen(read: (server: Server) => string | number): Columns[number][3] {
  return (_, { view, configuration }) => {
    const table = registrationTable(configuration);
    const rows = view.servers(table === 'proxyServers' ? 'proxy' : 'location');
    const best = rows.toSorted((one, other) => other.lines - one.lines)[0];
    const server = configuration[table === 'proxyServers' ? table : 'locationServers'].find(
      ({ name }) => best !== undefined && best.lines > 0 && name === best.name,
    );
    return server ? read(server) : '';
  };
}

function networkStatus(_: TreeRow, { view, configuration }: World): string {
  const servers = [...view.servers('location'), ...view.servers('proxy')];
  if (servers.every(({ enabled }) => !enabled)) return 'Disabled';
  if (servers.some(({ health }) => health === 'up')) return 'Up';
  if (servers.some(({ health }) => health === 'unknown' || health === 'suspect'))
    return 'Resolving';
  return configuration.users.length === 0 ? 'Resolving' : 'Error_Other';
}

function singleServer(
  words: { readonly name: string; readonly table: string },
  of: (configuration: Configuration) => readonly Server[],
): Columns {
  const read =
    (value: (server: Server) => string | number, otherwise: string): Columns[number][3] =>
    (_, { configuration }) => {
      const server = shown(of(configuration));
      return server ? value(server) : otherwise;
    };
  const { name, table } = words;
  return [
    [name, 'string(256)', 'W', read(({ contact }) => contact.host, ''), `${table}:host`],
    [
      `${name}Port`,
      'unsignedInt(0:65535)',
      'W',
      read(({ contact }) => contact.port ?? 0, '5060'),
      `${table}:port`,
    ],
    [
      `${name}Transport`,
      transports,
      'W',
      read(({ contact }) => contact.transport, 'udp'),
      `${table}:transport`,
    ],
  ];
}

/** A binding is refreshed when a random 50 to 90 % of it has passed: the earliest. */
function registrationPeriod(_: TreeRow, { configuration }: World): number {
  return Math.floor(Number(setting(configuration, 'register-expires')) / 2);
}

/** The list as the standard has it: without transports, and made by the gateway from its own. */
export function fqdnRows(world: World): readonly TreeRow[] {
  const list = registrationTable(world.configuration);
  return world.rows(list).flatMap((row) => {
    const number = world.number('registrars', registrarKey(list, row.target.name));
    return number === undefined || row.target.isDraft ? [] : [{ ...row, number }];
  });
}

export const fqdnServer: Columns = [
  ['Enable', 'boolean', 'W', '.enabled'],
  ['Origin', 'string{AutoConfigured|Static}', 'R', '=AutoConfigured'],
  ['Domain', 'string(256)', 'W', '.host'],
  ['Weight', 'unsignedInt(0:65535)', 'W', '=0'],
  [
    'Priority',
    'unsignedInt(0:65535)',
    'W',
    (row) => (row.get('master') === true ? 0 : row.get('position')),
  ],
  ['Port', 'unsignedInt(0:65535)', 'W', '.port'],
];

export const network: Columns = [
  ['Enable', 'boolean', 'W', '=1'],
  ['Status', 'string{Up|Resolving|Error_DNS|Error_Other|Disabled}', 'R', networkStatus],
  ...singleServer({ name: 'ProxyServer', table: 'proxyServer' }, (all) => all.proxyServers),
  ...singleServer(
    { name: 'RegistrarServer', table: 'registrarServer' },
    (all) => all.locationServers,
  ),
  ['ChosenDomain', 'string(256)', 'R', chosen(({ contact: { host } }) => host)],
  [
    'ChosenIPAddress',
    'string(45)',
    'R',
    chosen(({ contact: { host } }) => (/^[0-9.]+$|:/.test(host) ? host : '')),
  ],
  ['ChosenPort', 'unsignedInt(0:65535)', 'R', chosen(({ contact: { port } }) => port ?? 0)],
  [
    'UserAgentPort',
    'unsignedInt(0:65535)',
    'W',
    (_, { configuration }) => configuration.interfaces.wan.port,
    'wan:port',
  ],
  ['UserAgentTransport', transports, 'W', '=UDP'],
  ['OutboundProxy', 'string(256)', 'W', '='],
  ...timerColumns,
  policy('TimerLoginRejected', 'unsignedInt', 'refused-retry-min'),
  ['RegistrationPeriod', 'unsignedInt(1:)', 'W', registrationPeriod],
  policy('TimerRegistrationFailed', 'unsignedInt', 'retry-max'),
  ['NoLoginRetry', 'boolean', 'W', '=0'],
  ['InboundAuth', 'string{None|Digest|SourceFilter}', 'W', '=SourceFilter'],
  ['UnansweredRegistrationAttempts', 'unsignedInt', 'R', fromGroup('totals', 'registerTimeouts')],
  ['VoIPProfile', 'string(256)', 'W', `=${service}VoIPProfile.1`],
  policy('MaxSessions', 'unsignedInt', 'calls-max'),
];
