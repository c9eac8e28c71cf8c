/** What a line has counted since the start. TR-104: `CallControl.Line.{i}.Stats`. */
import type { CallCounts, MediaCounts, RegistrationCounts, UserView } from '../view.ts';
import type { Readable } from './define.ts';
import { pascalCase } from './values.ts';

type Counter = Readable<UserView>;

function counter(
  name: string,
  unit: string,
  help: string,
  places: Pick<Counter, 'snmp' | 'tr104'>,
  read: (row: UserView) => number,
): Counter {
  return { name, type: { kind: 'counter', unit }, access: 'read', help, ...places, read };
}

const registration: readonly (readonly [
  of: keyof RegistrationCounts,
  name: string,
  tr104: string,
  help: string,
  snmp: string,
])[] = [
  [
    'attempts',
    'registerAttempts',
    'X_<VID>_RegisterAttempts',
    'attempts to register at a server',
    'offhookUserRegAttempts',
  ],
  [
    'successes',
    'registerSuccesses',
    'X_<VID>_RegisterSuccesses',
    'of those, accepted',
    'offhookUserRegSuccesses',
  ],
  [
    'failures',
    'registerFailures',
    'X_<VID>_RegisterFailures',
    'of those, refused or not answered',
    'offhookUserRegFailures',
  ],
  [
    'failovers',
    'registerFailovers',
    'X_<VID>_RegisterFailovers',
    'moves to another server',
    'offhookUserRegFailovers',
  ],
];

const calls: readonly (readonly [
  of: keyof CallCounts,
  word: string,
  incoming: string,
  outgoing: string,
  help: string,
])[] = [
  ['attempts', 'Attempts', 'CallsReceived', 'CallsAttempted', 'calls'],
  ['connected', 'Connected', 'CallsConnected', 'CallsConnected', 'calls that were answered'],
  ['failed', 'Failed', 'CallsFailed', 'CallsFailed', 'calls that failed before an answer'],
  ['dropped', 'Dropped', 'CallsDropped', 'CallsDropped', 'calls lost after an answer'],
  ['seconds', 'Seconds', 'TotalCallTime', 'TotalCallTime', 'connected time of calls'],
];

const media: readonly (readonly [of: keyof MediaCounts, tr104: string, help: string])[] = [
  ['packetsReceived', 'PacketsReceived', 'RTP packets from the network'],
  ['packetsSent', 'PacketsSent', 'RTP packets to the network'],
  ['packetsLost', 'PacketsLost', 'RTP packets that the network lost'],
  ['bytesReceived', 'BytesReceived', 'RTP payload from the network'],
  ['bytesSent', 'BytesSent', 'RTP payload to the network'],
];

const stats = 'CallControl.Line.{i}.Stats.';

const unitOf = (of: keyof CallCounts) => (of === 'seconds' ? 's' : 'calls');

/** `callsInFailed` is offhookUserCallsInFailed; attempts are the calls themselves. */
function descriptor(name: string): string {
  return `offhookUser${pascalCase(name.replace(/Attempts$/, ''))}`;
}

function callCounter(
  side: 'incoming' | 'outgoing',
  of: keyof CallCounts,
  name: string,
  help: string,
  tr104: string,
): Counter {
  const places = { snmp: descriptor(name), tr104 };
  return counter(name, unitOf(of), `${side} ${help}`, places, (row) => row[side][of]);
}

export const userCounts: readonly Counter[] = [
  ...registration.map(([of, name, tr104, help, snmp]) =>
    counter(name, 'attempts', help, { snmp, tr104 }, (row) => row.registration[of]),
  ),
  ...calls.map(([of, word, path, , help]) =>
    callCounter('incoming', of, `callsIn${word}`, help, `${stats}IncomingCalls.${path}`),
  ),
  ...calls.map(([of, word, , path, help]) =>
    callCounter('outgoing', of, `callsOut${word}`, help, `${stats}OutgoingCalls.${path}`),
  ),
  counter(
    'callsFailed',
    'calls',
    'calls of either direction that failed or were lost',
    { snmp: 'offhookUserCallsFailed' },
    ({ incoming, outgoing }) =>
      incoming.failed + incoming.dropped + outgoing.failed + outgoing.dropped,
  ),
  ...media.map(([of, path, help]) =>
    counter(
      of,
      of.startsWith('bytes') ? 'bytes' : 'packets',
      help,
      { snmp: descriptor(of), tr104: `${stats}RTP.${path}` },
      (row) => row.media[of],
    ),
  ),
];
