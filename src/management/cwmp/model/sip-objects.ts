/**
 * `SIP.` of TR-104 issue 2: users are Clients, the two lists of servers belong to the one Network.
 */
import { servicesOf } from '../../../domain/services.ts';
import type { TreeRow, Value } from '../tree/definition.ts';
import { instant, unknownTime } from '../tree/value-type.ts';
import { fqdnRows, fqdnServer, network } from './network-columns.ts';
import { below, type Columns, type Objects, service, single } from './places.ts';
import { registrationTable } from './registration-list.ts';
import { serverReference } from './server-references.ts';
import type { World } from './world.ts';

const transports = 'string{UDP|TCP|TLS}';

function registeredServer(row: TreeRow, world: World): string {
  const server = row.get('server');
  if (typeof server !== 'string') return '';
  return serverReference(world, registrationTable(world.configuration), server);
}

/** Calls to servers at a time, which is one of the user's services. */
function maxSessions(row: TreeRow, { configuration }: World): Value {
  const user = configuration.users.find(({ name }) => name === row.target.name);
  return row.target.isDraft || !user ? row.get('callsMax') : servicesOf(user).callsMax;
}

const clientStatuses = [
  'Up',
  'Initializing',
  'Registering',
  'Deregistering',
  'Error_Misconfigured',
  'Error_Network',
  'Error_Registration',
  'Quiescent',
  'Disabled',
];

const client: Columns = [
  ['Enable', 'boolean', 'W', '.enabled', 'enabled'],
  ['QuiescentMode', 'boolean', 'W', '=0'],
  ['Status', `string{${clientStatuses.join('|')}}`, 'R', '.status'],
  ['Origin', 'string{AutoConfigured|Static}', 'R', '=Static'],
  ['RegisterMode', 'string{RFC3261|STATIC|RFC6140|TISPAN}', 'W', '=RFC3261'],
  ['AuthUserName', 'string(128)', 'W', '.login', 'login'],
  ['AuthPassword', 'string(128)', 'W', '=', 'password'],
  ['Network', 'string(256)', 'W', `=${service}SIP.Network.1`],
  ['MaxSessions', 'unsignedInt', 'W', maxSessions, 'callsMax'],
  ['RegisterURI', 'string(389)', 'W', '.registerUri', '?registerUri'],
  ['X_<VID>_UserName', 'string(16)', 'W', '.name', 'name'],
  ['X_<VID>_Address', 'string(32)', 'W', '.address', 'address'],
  ['X_<VID>_AreaNumber', 'string(10)', 'W', '.areaCode', 'areaCode'],
  ['X_<VID>_Pseudonym', 'string(64)', 'W', '.pseudonym', 'pseudonym'],
  ['X_<VID>_Domain', 'string(255)', 'W', '.domain', 'domain'],
  ['X_<VID>_EffectiveDomain', 'string(255)', 'R', '.effectiveDomain'],
  ['X_<VID>_Transport', transports, 'W', '.transport', 'transport'],
  ['X_<VID>_RegisteredServer', 'string(256)', 'R', registeredServer],
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

const server: Columns = [
  ['Enable', 'boolean', 'W', '.enabled', 'enabled'],
  ['Name', 'string(16)', 'W', '.name', 'name'],
  ['Host', 'string(256)', 'W', '.host', 'host'],
  ['Port', 'unsignedInt(0:65535)', 'W', '.port', 'port'],
  ['Transport', transports, 'W', '.transport', 'transport'],
  ['Order', 'unsignedInt(1:)', 'W', '.position', 'position'],
  ['Codecs', 'string(272)', 'W', '.codecs', 'codecs'],
  ['SRTP', 'string{Off|Preferred|Required}', 'W', '.srtp', 'srtp'],
  ['Master', 'boolean', 'W', '.master', 'master'],
  ['Trusted', 'boolean', 'W', '.trusted', 'trusted'],
  ['Identity', 'string{Hidden|Preferred|Asserted}', 'W', '.identity', 'identity'],
  ['Numbers', 'string{Dialled|E164|National}', 'W', '.numbers', 'numbers'],
  ['EmergencyUri', 'string{Number|Sos}', 'W', '.emergencyUri', 'emergencyUri'],
  ['Registers', 'boolean', 'W', '.registers', 'registers'],
  ['RegisterExpires', 'unsignedInt(0:86400)', 'W', '.expires', 'expires'],
  ['KeepAlive', 'string{Gateway|Auto|None|Crlf|Empty|Options}', 'W', '.keepAlive', 'keepAlive'],
  ['Status', 'string{Unknown|Up|Suspect|Down|Quarantined|Disabled}', 'R', '.health'],
  ['StatusSince', 'dateTime', 'R-', (row) => instant(row.get('since'))],
  ['StatusReason', 'string(255)', 'R-', '.reason'],
  ['LastStatusCode', 'unsignedInt(0:699)', 'R-', '.lastStatus'],
  ['SeenAt', 'string(64)', 'R', '.seenAt'],
  ['WalkOrder', 'unsignedInt(1:)', 'R', '.order'],
  ['RegisteredUsers', 'unsignedInt', 'R', '.lines'],
  ['ActiveCalls', 'unsignedInt', 'R-', '.calls'],
  ['Timeouts', 'unsignedInt', 'R-', '.timeouts'],
  ['Refusals', 'unsignedInt', 'R-', '.refusals'],
  ['Failovers', 'unsignedInt', 'R-', '.failovers'],
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
  { path: `${below}SIP.Network.{i}.FQDNServer.{i}.`, columns: fqdnServer, rows: fqdnRows },
  {
    path: `${below}SIP.Network.{i}.X_<VID>_LocationServer.{i}.`,
    columns: [
      ...server,
      ['RequestsSent', 'unsignedInt', 'R-', '.requests'],
      ['Acceptances', 'unsignedInt', 'R-', '.successes'],
    ],
    rows: (world) => world.rows('locationServers'),
    adds: 'locationServer',
  },
  {
    path: `${below}SIP.Network.{i}.X_<VID>_ProxyServer.{i}.`,
    columns: [
      ...server,
      // Without location servers users register here.
      ['InvitesSent', 'unsignedInt', 'R-', '.requests'],
      ['Answers', 'unsignedInt', 'R-', '.successes'],
    ],
    rows: (world) => world.rows('proxyServers'),
    adds: 'proxyServer',
  },
];
