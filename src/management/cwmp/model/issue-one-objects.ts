/** The view of TR-104 issue 1 that older scripts know: one VoiceProfile, a Line for each user. */

import type { Server } from '../../../domain/configuration.ts';
import { setting } from '../../../domain/protocol.ts';
import { walkOrder } from '../../../domain/server-order.ts';
import type { TreeRow } from '../tree/definition.ts';
import { timerColumns } from './network-columns.ts';
import { below, type Columns, fromGroup, type Objects, policy, single } from './places.ts';
import type { World } from './world.ts';

const profile = `${below}VoiceProfile.{i}.`;
const enables = 'string{Disabled|Quiescent|Enabled}';

/** Issue 1 has fewer states: every error is one, and it spells Unregistering. */
function lineStatus(row: TreeRow): string {
  const status = String(row.get('status') ?? 'disabled');
  if (status.startsWith('error')) return 'Error';
  return status === 'deregistering' ? 'Unregistering' : status;
}

function callState(row: TreeRow): string {
  const status = row.get('callStatus');
  return status === 'idle' || status === null ? 'Idle' : 'InCall';
}

/** The InterfaceIDs of the user's ports. */
function phyReferences(row: TreeRow, world: World): readonly string[] {
  const names = row.get('ports');
  if (!Array.isArray(names)) return [];
  return names.flatMap((name) => {
    const number = world.number('ports', String(name));
    return number === undefined ? [] : [String(number)];
  });
}

const line: Columns = [
  [
    'Enable',
    enables,
    'W',
    (row) => (isTrue(row.get('enabled')) ? 'Enabled' : 'Disabled'),
    'lineEnable',
  ],
  ['DirectoryNumber', 'string(32)', 'W', '.number', 'number'],
  [
    'Status',
    'string{Up|Initializing|Registering|Unregistering|Error|Testing|Quiescent|Disabled}',
    'R',
    lineStatus,
  ],
  [
    'CallState',
    'string{Idle|Calling|Ringing|Connecting|InCall|Hold|Disconnecting}',
    'R-',
    callState,
  ],
  ['PhyReferenceList', 'string(32)', 'W', phyReferences, 'phyReferences'],
  ['X_<VID>_UserName', 'string(16)', 'W', '.name', 'name'],
  ['X_<VID>_AreaNumber', 'string(10)', 'W', '.areaCode', 'areaCode'],
];

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

const lineSip: Columns = [
  ['AuthUserName', 'string(128)', 'W', '.login', 'login'],
  ['AuthPassword', 'string(128)', 'W', '=', 'password'],
  ['URI', 'string(389)', 'W', '.registerUri', '?registerUri'],
];

/** Issue 1 counts both directions together here. */
function sum(...objects: readonly string[]): (row: TreeRow) => number {
  return (row) => objects.reduce((total, object) => total + Number(row.get(object) ?? 0), 0);
}

const lineStats: Columns = [
  ['PacketsSent', 'unsignedInt', 'R-', '.packetsSent'],
  ['PacketsReceived', 'unsignedInt', 'R-', '.packetsReceived'],
  ['BytesSent', 'unsignedInt', 'R-', '.bytesSent'],
  ['BytesReceived', 'unsignedInt', 'R-', '.bytesReceived'],
  ['PacketsLost', 'unsignedInt', 'R-', '.packetsLost'],
  ['IncomingCallsReceived', 'unsignedInt', 'R-', '.callsInAttempts'],
  ['IncomingCallsConnected', 'unsignedInt', 'R-', '.callsInConnected'],
  ['IncomingCallsFailed', 'unsignedInt', 'R-', '.callsInFailed'],
  ['OutgoingCallsAttempted', 'unsignedInt', 'R-', '.callsOutAttempts'],
  ['OutgoingCallsConnected', 'unsignedInt', 'R-', '.callsOutConnected'],
  ['OutgoingCallsFailed', 'unsignedInt', 'R-', '.callsOutFailed'],
  ['CallsDropped', 'unsignedInt', 'R-', sum('callsInDropped', 'callsOutDropped')],
  ['TotalCallTime', 'unsignedInt', 'R-', sum('callsInSeconds', 'callsOutSeconds')],
];

function server(
  list: 'locationServers' | 'proxyServers',
  read: (server: Server) => string | number,
  otherwise: string,
): Columns[number][3] {
  return (_, { configuration }) => {
    const first = walkOrder(configuration[list])[0] ?? configuration[list][0];
    return first ? read(first) : otherwise;
  };
}

function serverColumns(name: string, table: string, list: Parameters<typeof server>[0]): Columns {
  const port = server(list, ({ contact }) => contact.port ?? 0, '5060');
  const transport = server(list, ({ contact }) => contact.transport.toUpperCase(), 'UDP');
  return [
    [name, 'string(256)', 'W', server(list, ({ contact }) => contact.host, ''), `${table}:host`],
    [`${name}Port`, 'unsignedInt(0:65535)', 'W', port, `${table}:port`],
    [`${name}Transport`, 'string', 'W', transport, `${table}:transport`],
  ];
}

function rtpPort(at: 0 | 1): Columns[number][3] {
  return (_, { configuration }) => Number(setting(configuration, 'rtp-port-range').split('-')[at]);
}

export const issueOneObjects: Objects = [
  { path: below, columns: [], rows: () => single('service') },
  {
    path: `${below}Capabilities.`,
    columns: [
      ['MaxProfileCount', 'unsignedInt', 'R-', '=1'],
      ['MaxLineCount', 'unsignedInt', 'R-', fromGroup('entries', 'limit')],
      ['MaxSessionCount', 'unsignedInt', 'R-', fromGroup('parameters', 'callsMax')],
      ['SignalingProtocols', 'string(256)', 'R-', '=SIP/2.0'],
      ['DigitMap', 'boolean', 'R-', '=1'],
    ],
  },
  {
    path: profile,
    columns: [
      ['Enable', enables, 'W', '=Enabled'],
      ['Name', 'string(64)', 'W', '=default'],
      ['SignalingProtocol', 'string', 'W', '=SIP/2.0'],
      policy('MaxSessions', 'unsignedInt', 'calls-max'),
      ['DTMFMethod', 'string(64)', 'W', '=RFC2833'],
    ],
    rows: () => single('profile'),
  },
  {
    path: `${profile}SIP.`,
    columns: [
      ...serverColumns('ProxyServer', 'proxyServer', 'proxyServers'),
      ...serverColumns('RegistrarServer', 'registrarServer', 'locationServers'),
      ...timerColumns,
      ['OutboundProxy', 'string(256)', 'W', '='],
    ],
  },
  {
    path: `${profile}RTP.`,
    columns: [
      ['LocalPortMin', 'unsignedInt(0:65535)', 'W', rtpPort(0), 'rtp:low'],
      ['LocalPortMax', 'unsignedInt(0:65535)', 'W', rtpPort(1), 'rtp:high'],
    ],
  },
  {
    path: `${profile}Line.{i}.`,
    columns: line,
    rows: (world) => world.rows('users'),
    adds: 'user',
    counter: 'NumberOfLines',
  },
  { path: `${profile}Line.{i}.SIP.`, columns: lineSip },
  { path: `${profile}Line.{i}.Stats.`, columns: lineStats },
  {
    path: `${below}PhyInterface.{i}.`,
    columns: [
      ['PhyPort', 'string(2)', 'R', ({ number }) => String(number).slice(-2)],
      ['InterfaceID', 'unsignedInt(1:)', 'R', ({ number }) => number],
      ['Description', 'string(32)', 'R', '.name'],
    ],
    rows: (world) => world.rows('ports'),
    counter: '',
  },
];
