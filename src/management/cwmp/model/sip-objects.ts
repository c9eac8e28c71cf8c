/** `SIP.` of TR-104 issue 2: users are Clients, the two lists of servers belong to the one Network. */
import type { Configuration, Server } from '../../../domain/configuration.ts';
import { walkOrder } from '../../../domain/server-order.ts';
import type { TreeRow } from '../tree/definition.ts';
import { unknownTime } from '../tree/value-type.ts';
import {
  below,
  type Columns,
  fromGroup,
  type Objects,
  policy,
  reference,
  service,
  single,
} from './places.ts';
import type { TableName, World } from './world.ts';

const transports = 'string{UDP|TCP|TLS}';
const standardTransports = 'string{UDP|TCP|TLS|SCTP}';

/** Where users register: the location servers, or the proxy servers when there are none. */
export function registrationTable({ locationServers }: Configuration): TableName {
  return locationServers.length === 0 ? 'proxyServers' : 'locationServers';
}

export function serverReference(world: World, table: TableName, name: string): string {
  const object = table === 'proxyServers' ? 'ProxyServer' : 'LocationServer';
  return reference(world, table, name, `SIP.Network.1.X_${world.vendor}_${object}.`);
}

function registeredServer(row: TreeRow, world: World): string {
  const server = row.get('server');
  if (typeof server !== 'string') return '';
  return serverReference(world, registrationTable(world.configuration), server);
}

/** Why this server: every try of the walk that led there. */
function registeredWhy({ target }: TreeRow, { view }: World): string {
  const user = view.users().find(({ name }) => name === target.name);
  const tries = user?.tries ?? [];
  return tries.map(({ server, outcome, reason }) => `${server} ${outcome}: ${reason}`).join('; ');
}

const client: Columns = [
  ['Enable', 'boolean', 'W', '.enabled', 'enabled'],
  ['QuiescentMode', 'boolean', 'W', '=0'],
  [
    'Status',
    'string{Up|Initializing|Registering|Deregistering|Error_Misconfigured|Error_Network|Error_Registration|Quiescent|Disabled}',
    'R',
    '.status',
  ],
  ['Origin', 'string{AutoConfigured|Static}', 'R', '=Static'],
  ['RegisterMode', 'string{RFC3261|STATIC|RFC6140|TISPAN}', 'W', '=RFC3261'],
  ['AuthUserName', 'string(128)', 'W', '.login', 'login'],
  ['AuthPassword', 'string(128)', 'W', '=', 'password'],
  ['Network', 'string(256)', 'W', `=${service}SIP.Network.1`],
  ['MaxSessions', 'unsignedInt', 'W', '=0'],
  ['RegisterURI', 'string(389)', 'W', '.registerUri', 'registerUri'],
  ['X_<VID>_UserName', 'string(16)', 'W', '.name', 'name'],
  ['X_<VID>_Address', 'string(32)', 'W', '.address', 'address'],
  ['X_<VID>_AreaNumber', 'string(10)', 'W', '.areaCode', 'areaCode'],
  ['X_<VID>_Pseudonym', 'string(64)', 'W', '.pseudonym', 'pseudonym'],
  ['X_<VID>_Domain', 'string(255)', 'W', '.domain', 'domain'],
  ['X_<VID>_EffectiveDomain', 'string(255)', 'R', '.effectiveDomain'],
  ['X_<VID>_Transport', transports, 'W', '.transport', 'transport'],
  ['X_<VID>_RegisteredServer', 'string(256)', 'R', registeredServer],
  ['X_<VID>_RegisteredWhy', 'string(1024)', 'R-', registeredWhy],
  ['X_<VID>_LastRegisterResponse', 'unsignedInt(0:699)', 'R-', '.lastStatus'],
  ['X_<VID>_RegisterAttempts', 'unsignedInt', 'R-', '.registerAttempts'],
  ['X_<VID>_RegisterSuccesses', 'unsignedInt', 'R-', '.registerSuccesses'],
  ['X_<VID>_RegisterFailures', 'unsignedInt', 'R-', '.registerFailures'],
  ['X_<VID>_RegisterFailovers', 'unsignedInt', 'R-', '.registerFailovers'],
];

/** The binding of a registered user: one row while there is one. */
function contactRows(_: World, above: TreeRow | undefined): readonly TreeRow[] {
  const isUp = above && !above.target.isDraft && typeof above.get('server') === 'string';
  return isUp ? [{ ...above, number: 1 }] : [];
}

function contactUri(row: TreeRow, { configuration }: World): string {
  const { address, advertise, port } = configuration.interfaces.wan;
  const host = advertise ?? address;
  const user = String(row.get('pseudonym') ?? row.get('number') ?? '');
  return `sip:${user}@${host}:${port}`;
}

function expireTime(row: TreeRow, { device }: World): string {
  const seconds = row.get('expiresSeconds');
  if (typeof seconds !== 'number') return unknownTime;
  return `${new Date(device.now + seconds * 1000).toISOString().slice(0, 19)}Z`;
}

const contact: Columns = [
  ['Status', 'string{Up|Error|Disabled}', 'R', '=Up'],
  ['IPAddress', 'string(45)', 'W', (_, { configuration }) => configuration.interfaces.wan.address],
  [
    'Port',
    'unsignedInt(0:65535)',
    'W',
    (_, { configuration }) => configuration.interfaces.wan.port,
  ],
  ['ContactURI', 'string(256)', 'W', contactUri],
  ['ExpireTime', 'dateTime', 'R-', expireTime],
];

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
      standardTransports,
      'W',
      read(({ contact }) => contact.transport, 'udp'),
      `${table}:transport`,
    ],
  ];
}

const network: Columns = [
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
  ['UserAgentTransport', standardTransports, 'W', '=UDP'],
  ['OutboundProxy', 'string(256)', 'W', '='],
  policy('TimerT1', 'unsignedInt(1:)', 't1'),
  policy('TimerT2', 'unsignedInt(1:)', 't2'),
  policy('TimerT4', 'unsignedInt(1:)', 't4'),
  policy('TimerB', 'unsignedInt(1:)', 'invite-attempt-ms'),
  policy('TimerF', 'unsignedInt(1:)', 'register-attempt-ms'),
  policy('RegisterExpires', 'unsignedInt(1:)', 'register-expires'),
  policy('RegisterRetryInterval', 'unsignedInt(1:)', 'retry-base'),
  policy('TimerLoginRejected', 'unsignedInt', 'refused-retry-min'),
  policy('TimerRegistrationFailed', 'unsignedInt', 'retry-max'),
  ['NoLoginRetry', 'boolean', 'W', '=0'],
  ['InboundAuth', 'string{None|Digest|SourceFilter}', 'W', '=SourceFilter'],
  ['UnansweredRegistrationAttempts', 'unsignedInt', 'R', fromGroup('totals', 'registerTimeouts')],
  ['VoIPProfile', 'string(256)', 'W', `=${service}VoIPProfile.1`],
  policy('MaxSessions', 'unsignedInt', 'calls-max'),
];

const server: Columns = [
  ['Enable', 'boolean', 'W', '.enabled', 'enabled'],
  ['Name', 'string(16)', 'W', '.name', 'name'],
  ['Host', 'string(256)', 'W', '.host', 'host'],
  ['Port', 'unsignedInt(0:65535)', 'W', '.port', 'port'],
  ['Transport', transports, 'W', '.transport', 'transport'],
  ['Order', 'unsignedInt(1:)', 'W', '.position', 'position'],
  ['Master', 'boolean', 'W', '.master', 'master'],
  ['Status', 'string{Unknown|Up|Suspect|Down|Quarantined|Disabled}', 'R', '.health'],
];

export const sipObjects: Objects = [
  { path: `${below}SIP.`, columns: [] },
  {
    path: `${below}SIP.Client.{i}.`,
    columns: client,
    rows: (world) => world.rows('users'),
    adds: 'user',
  },
  { path: `${below}SIP.Client.{i}.Contact.{i}.`, columns: contact, rows: contactRows },
  { path: `${below}SIP.Network.{i}.`, columns: network, rows: () => single('network') },
  {
    path: `${below}SIP.Network.{i}.X_<VID>_LocationServer.{i}.`,
    columns: [
      ...server,
      ['RegisteredUsers', 'unsignedInt', 'R', '.lines'],
      ['RequestsSent', 'unsignedInt', 'R-', '.requests'],
      ['Timeouts', 'unsignedInt', 'R-', '.timeouts'],
      ['Refusals', 'unsignedInt', 'R-', '.refusals'],
    ],
    rows: (world) => world.rows('locationServers'),
    adds: 'locationServer',
  },
  {
    path: `${below}SIP.Network.{i}.X_<VID>_ProxyServer.{i}.`,
    columns: [
      ...server,
      ['InvitesSent', 'unsignedInt', 'R-', '.requests'],
      ['Answers', 'unsignedInt', 'R-', '.successes'],
      ['Timeouts', 'unsignedInt', 'R-', '.timeouts'],
      ['Failovers', 'unsignedInt', 'R-', '.failovers'],
    ],
    rows: (world) => world.rows('proxyServers'),
    adds: 'proxyServer',
  },
];
