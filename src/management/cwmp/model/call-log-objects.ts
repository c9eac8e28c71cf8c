/** `CallLog.` of TR-104 issue 2: the calls that ended last. */
import type { User } from '../../../domain/configuration.ts';
import type { TreeRow } from '../tree/definition.ts';
import { instant } from '../tree/value-type.ts';
import { below, type Columns, type Objects, reference } from './places.ts';
import { registrationTable } from './registration-list.ts';
import { serverReference } from './server-references.ts';
import { isKnownCause, terminationCauses } from './termination-causes.ts';
import type { World } from './world.ts';

function recordServer(row: TreeRow, world: World): string {
  const server = row.get('server');
  if (typeof server !== 'string') return '';
  return (
    serverReference(world, 'proxyServers', server) ||
    serverReference(world, registrationTable(world.configuration), server)
  );
}

/** The user inside who called; the one who was called. */
function partyOf(row: TreeRow, { configuration }: World, side: 'from' | 'to'): User | undefined {
  const direction = row.get('direction');
  const name =
    side === 'from' ? row.get('from') : /^user (.+)$/.exec(String(row.get('route')))?.[1];
  if (direction === (side === 'from' ? 'incoming' : 'outgoing')) return undefined;
  return configuration.users.find((user) => user.name === name);
}

function extensionsOf(user: User | undefined, world: World): readonly string[] {
  const ports = user?.ports ?? [];
  return ports
    .map((port) => reference(world, 'ports', port, 'CallControl.Extension.'))
    .filter((path) => path !== '');
}

/**
 * One end of the call: the Line for what is out in the network, else the phone. Which of a user's
 * several phones it was is not in the record.
 */
function endOf(side: 'from' | 'to'): Columns[number][3] {
  const outside = side === 'from' ? 'incoming' : 'outgoing';
  return (row, world) => {
    if (row.get('direction') === outside) return usedLine(row, world);
    const extensions = extensionsOf(partyOf(row, world, side), world);
    return extensions.length === 1 ? (extensions[0] ?? '') : '';
  };
}

/** The phone that called where that is known, and every phone that was rung. */
function usedExtensions(row: TreeRow, world: World): readonly string[] {
  const calling = extensionsOf(partyOf(row, world, 'from'), world);
  const rung = extensionsOf(partyOf(row, world, 'to'), world);
  return [...new Set([...(calling.length === 1 ? calling : []), ...rung])];
}

/** The line of the user who called, or was called. */
function usedLine(row: TreeRow, world: World): string {
  const { users } = world.configuration;
  const numbers = [row.get('from'), row.get('to')];
  const user = users.find((one) =>
    numbers.some((number) => number === one.name || number === `${one.areaCode}${one.address}`),
  );
  return user ? reference(world, 'users', user.name, 'CallControl.Line.') : '';
}

function terminationCause(row: TreeRow): string {
  const cause = String(row.get('cause') ?? '');
  return isKnownCause(cause) ? terminationCauses[cause] : 'LocalInternalError';
}

const callLog: Columns = [
  ['CallingPartyNumber', 'string(256)', 'R', (row) => row.get('from')],
  ['CalledPartyNumber', 'string(256)', 'R', '.to'],
  ['Source', 'string(256)', 'R', endOf('from')],
  ['Destination', 'string(256)', 'R', endOf('to')],
  [
    'RemoteParty',
    'string(32)',
    'R',
    (row) => row.get(row.get('direction') === 'incoming' ? 'from' : 'to'),
  ],
  ['UsedLine', 'string(256)', 'R', usedLine],
  ['UsedExtensions', 'string', 'R', usedExtensions],
  [
    'Direction',
    'string{Incoming|Outgoing}',
    'R',
    (row) => (row.get('direction') === 'incoming' ? 'Incoming' : 'Outgoing'),
  ],
  ['Start', 'dateTime', 'R', (row) => instant(row.get('startedAt'))],
  ['Duration', 'unsignedInt', 'R', '.seconds'],
  [
    'CallTerminationCause',
    `string{${[...new Set(Object.values(terminationCauses))].join('|')}}`,
    'R',
    terminationCause,
  ],
  ['X_<VID>_Server', 'string(256)', 'R', recordServer],
  ['X_<VID>_ServersTried', 'unsignedInt', 'R', '.serversTried'],
];

export const callLogObjects: Objects = [
  { path: `${below}CallLog.{i}.`, columns: callLog, rows: (world) => world.rows('callLog') },
];
