/** The voice service itself, what it is capable of, and the media that all of its calls share. */
import { setting } from '../../../domain/protocol.ts';
import type { TreeRow, Value } from '../tree/definition.ts';
import { below, type Columns, fromGroup, type Objects, service, single } from './places.ts';
import type { World } from './world.ts';

const capabilities: Columns = [
  ['MaxLineCount', 'int(-1:)', 'R', fromGroup('entries', 'limit')],
  ['MaxExtensionCount', 'int(-1:)', 'R', '=100'],
  ['MaxCallLogCount', 'int(-1:)', 'R', '=20'],
  ['MaxSessionsPerLine', 'int(-1:)', 'R', '=-1'],
  ['MaxSessionCount', 'int(-1:)', 'R', fromGroup('parameters', 'callsMax')],
  ['NetworkConnectionModes', 'string', 'R', '=SIP/2.0'],
  // The ports of phones are shown as POTS.FXS.
  ['UserConnectionModes', 'string', 'R', '=FXS,SIP/2.0'],
];

/**
 * What is passed between phones and servers and has a name in TR-104; a call may hold any other
 * codec that both ends know. Rates in bit/s.
 */
const codecs = [
  { codec: 'G.711ALaw', bitRate: 64_000 },
  { codec: 'G.711MuLaw', bitRate: 64_000 },
  { codec: 'G.722', bitRate: 64_000 },
  { codec: 'G.729', bitRate: 8000 },
].map(
  (values: Readonly<Record<string, Value>>, at): TreeRow => ({
    number: at + 1,
    target: { table: 'codecs', name: '', isDraft: false },
    get: (object) => values[object] ?? null,
  }),
);

/** Media is passed on as it comes: ends agree on packets and silence among themselves. */
const packets = '=10-60';

const codec: Columns = [
  ['Codec', 'string', 'R', '.codec'],
  ['BitRate', 'unsignedInt', 'R', '.bitRate'],
  ['PacketizationPeriod', 'string', 'R', packets],
  ['SilenceSuppression', 'boolean', 'R', '=1'],
];

const codecProfile: Columns = [
  ['Enable', 'boolean', 'W', '=1'],
  ['Codec', 'string', 'R', ({ number }) => `${service}Capabilities.Codec.${number}`],
  ['PacketizationPeriod', 'string', 'W', packets],
  ['SilenceSuppression', 'boolean', 'W', '=1'],
];

/** RTP ports are one setting of ours, `low-high`. */
function rtpPort(at: 0 | 1): Columns[number][3] {
  return (_, { configuration }) => Number(setting(configuration, 'rtp-port-range').split('-')[at]);
}

function reservedPorts(_: TreeRow, { configuration }: World): string {
  const { wan } = configuration.interfaces;
  return `${wan.port},${setting(configuration, 'rtp-port-range')}`;
}

export const serviceObjects: Objects = [
  {
    path: below,
    columns: [],
    rows: () => single('service'),
  },
  { path: `${below}Capabilities.`, columns: capabilities },
  { path: `${below}Capabilities.Codec.{i}.`, columns: codec, rows: () => codecs },
  {
    path: `${below}Capabilities.SIP.Client.`,
    columns: [
      // Methods beyond those of RFC 3261.
      ['Extensions', 'string', 'R', '=PRACK,UPDATE,INFO,REFER,SUBSCRIBE,NOTIFY'],
      ['URISchemes', 'string', 'R', '=sip,tel'],
    ],
  },
  {
    path: `${below}ReservedPorts.`,
    columns: [['WANPortRange', 'string', 'W', reservedPorts]],
  },
  { path: `${below}CodecProfile.{i}.`, columns: codecProfile, rows: () => codecs },
  {
    path: `${below}VoIPProfile.{i}.`,
    columns: [
      ['Enable', 'boolean', 'W', '=1'],
      ['Name', 'string(64)', 'W', '=default'],
      ['DTMFMethod', 'string', 'W', '=RFC4733,InBand,SIPInfo'],
    ],
    rows: () => single('profile'),
  },
  {
    path: `${below}VoIPProfile.{i}.RTP.`,
    columns: [
      ['LocalPortMin', 'unsignedInt(1:65535)', 'W', rtpPort(0), 'rtp:low'],
      ['LocalPortMax', 'unsignedInt(1:65535)', 'W', rtpPort(1), 'rtp:high'],
      // Packets are sent with what the system gives them.
      ['DSCPMark', 'unsignedInt(0:63)', 'W', '=0'],
    ],
  },
];
