/** `CallLog.` of TR-104 issue 2: the calls that ended last. */
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
  ['UsedLine', 'string(256)', 'R', usedLine],
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
