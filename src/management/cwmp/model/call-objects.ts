/** `CallControl.` and `POTS.` of TR-104 issue 2. */
import type { TreeRow } from '../tree/definition.ts';
import { instant } from '../tree/value-type.ts';
import { setPath } from './calling-features.ts';
import { below, type Columns, fromGroup, type Objects, reference, service } from './places.ts';
import type { World } from './world.ts';

const callStatuses = 'string{Idle|Dialing|Delivered|Connected|Alerting|Disconnected}';

/** Every call that is not in one of the model's phases is connected, or nothing at all. */
const callWords: Readonly<Record<string, string>> = {
  busy: 'Connected',
  onHook: 'Idle',
  disabled: 'Idle',
  dialTone: 'Dialing',
  calling: 'Delivered',
  ringback: 'Delivered',
  ringing: 'Alerting',
  talking: 'Connected',
  recalled: 'Connected',
  conferring: 'Connected',
  busyTone: 'Disconnected',
};

function callStatus(object: string): (row: TreeRow) => string {
  return (row) => {
    const value = String(row.get(object) ?? '');
    return callWords[value] ?? value;
  };
}

function callingFeatures({ target }: TreeRow, world: World): string {
  return reference(world, 'userServices', target.name, setPath);
}

const line: Columns = [
  ['Enable', 'boolean', 'W', '.enabled', 'enabled'],
  ['Status', 'string{Up|Error|Testing|Quiescent|Disabled}', 'R', '.lineStatus'],
  ['CallStatus', callStatuses, 'R-', callStatus('callStatus')],
  ['DirectoryNumber', 'string(32)', 'W', '.number', 'number'],
  ['Provider', 'string(256)', 'W', ({ number }) => `${service}SIP.Client.${number}`],
  ['CallingFeatures', 'string(256)', 'W', callingFeatures, 'callingFeatures'],
];

const incomingCalls: Columns = [
  ['CallsReceived', 'unsignedInt', 'R', '.callsInAttempts'],
  ['CallsConnected', 'unsignedInt', 'R', '.callsInConnected'],
  ['CallsFailed', 'unsignedInt', 'R', '.callsInFailed'],
  ['CallsDropped', 'unsignedInt', 'R', '.callsInDropped'],
  ['TotalCallTime', 'unsignedInt', 'R-', '.callsInSeconds'],
];

const outgoingCalls: Columns = [
  ['CallsAttempted', 'unsignedInt', 'R', '.callsOutAttempts'],
  ['CallsConnected', 'unsignedInt', 'R', '.callsOutConnected'],
  ['CallsFailed', 'unsignedInt', 'R', '.callsOutFailed'],
  ['CallsDropped', 'unsignedInt', 'R', '.callsOutDropped'],
  ['TotalCallTime', 'unsignedInt', 'R-', '.callsOutSeconds'],
];

const rtp: Columns = [
  ['PacketsReceived', 'unsignedInt', 'R-', '.packetsReceived'],
  ['PacketsSent', 'unsignedInt', 'R-', '.packetsSent'],
  ['PacketsLost', 'unsignedInt', 'R-', '.packetsLost'],
  ['BytesSent', 'unsignedInt', 'R-', '.bytesSent'],
  ['BytesReceived', 'unsignedInt', 'R-', '.bytesReceived'],
];

const enabledStatus = (row: TreeRow) => (row.get('enabled') === true ? 'Up' : 'Disabled');

const extension: Columns = [
  ['CallStatus', callStatuses, 'R-', callStatus('state')],
  ['Provider', 'string(256)', 'W', ({ number }) => `${service}POTS.FXS.${number}`],
  // Numbering plans are prefixes; here a plan is the digit map below.
  ['NumberingPlan', 'string(256)', 'W', '='],
  ['X_<VID>_DigitMap', 'string(128)', 'W', '.digitMap', 'digitMap'],
  ['X_<VID>_Hotline', 'string(64)', 'W', '.hotline', 'hotline'],
  ['X_<VID>_CallWaiting', 'boolean', 'W', '.callWaiting', 'callWaiting'],
];

const fxs: Columns = [
  ['Enable', 'boolean', 'W', '.enabled', 'enabled'],
  ['Status', 'string{Up|Error|Testing|Disabled}', 'R', enabledStatus],
  ['Name', 'string(64)', 'R', '.name'],
  ['Active', 'boolean', 'R', '.registered'],
];

/** A reference that is written down while the row is begun, computed once it is there. */
function mapped(object: 'user' | 'port'): Columns[number][3] {
  return (row, world) => {
    const name = row.get(object);
    if (row.target.isDraft || typeof name !== 'string') return String(name ?? '');
    return object === 'user'
      ? reference(world, 'users', name, 'CallControl.Line.')
      : reference(world, 'ports', name, 'CallControl.Extension.');
  };
}

const incomingMap: Columns = [
  ['Enable', 'boolean', 'W', '.enabled', 'enabled'],
  ['Line', 'string(256)', 'W', mapped('user'), 'user'],
  ['Extension', 'string(256)', 'W', mapped('port'), 'port'],
  // Equal orders ring together, and here all do.
  ['Order', 'unsignedInt(1:)', 'W', '=1'],
];

/** Which user a port calls as: the first that has it. Told only where there is a choice. */
function outgoingRows(world: World): readonly TreeRow[] {
  const { ports, users } = world.configuration;
  return world.rows('ports').filter(({ target }) => {
    const isShared = users.filter((user) => user.ports.includes(target.name)).length > 1;
    return isShared && ports.some(({ name }) => name === target.name);
  });
}

function callingLine({ target }: TreeRow, world: World): string {
  const user = world.configuration.users.find(({ ports }) => ports.includes(target.name));
  return user ? reference(world, 'users', user.name, 'CallControl.Line.') : '';
}

const outgoingMap: Columns = [
  ['Enable', 'boolean', 'W', '=1'],
  ['Extension', 'string(256)', 'W', ({ number }) => `${service}CallControl.Extension.${number}`],
  ['Line', 'string(256)', 'W', callingLine],
  ['Order', 'unsignedInt(1:)', 'W', '=1'],
];

const forwardingRule: Columns = [
  ['Enable', 'boolean', 'W', '.enabled', 'enabled'],
  ['Name', 'string(16)', 'W', '.name', 'name'],
  ['Address', 'string(32)', 'W', '.address', 'address'],
  ['ContactHost', 'string(256)', 'W', '.host', 'host'],
  ['ContactPort', 'unsignedInt(0:65535)', 'W', '.port', 'port'],
  ['Transport', 'string{UDP|TCP|TLS}', 'W', '.transport', 'transport'],
  ['Proxy', 'boolean', 'W', '.proxy', 'proxy'],
  ['Domain', 'string(255)', 'W', '.domain', 'domain'],
  ['ForwardAddress', 'string(32)', 'W', '.fwaddress', 'fwaddress'],
  ['Priority', 'unsignedInt(0:7)', 'W', '.priority', 'priority'],
  ['Order', 'unsignedInt(1:)', 'R', '.order'],
  ['Matches', 'unsignedInt', 'R-', '.matches'],
  ['LastMatch', 'dateTime', 'R-', (row) => instant(row.get('lastMatchAt'))],
];

const callControl: Columns = [
  ['MaxNumberOfLines', 'unsignedInt', 'W', fromGroup('entries', 'limit'), 'protocol:entries-max'],
  ['X_<VID>_SharedEntryLimit', 'unsignedInt', 'R', fromGroup('entries', 'limit')],
  ['X_<VID>_SharedEntryCount', 'unsignedInt', 'R', fromGroup('entries', 'used')],
  ['X_<VID>_SharedEntryFree', 'unsignedInt', 'R', fromGroup('entries', 'free')],
  ['X_<VID>_SharedEntriesRefused', 'unsignedInt', 'R-', fromGroup('entries', 'rejected')],
  ['X_<VID>_CallsLocal', 'unsignedInt', 'R-', fromGroup('totals', 'callsInternal')],
  ['X_<VID>_CallsForwarded', 'unsignedInt', 'R-', fromGroup('totals', 'callsForwarded')],
  ['X_<VID>_CallsProxied', 'unsignedInt', 'R-', fromGroup('totals', 'callsOut')],
  ['X_<VID>_CallsUnroutable', 'unsignedInt', 'R-', fromGroup('totals', 'callsNoRoute')],
  ['X_<VID>_ActiveCalls', 'unsignedInt', 'R-', fromGroup('status', 'calls')],
];

export const callObjects: Objects = [
  { path: `${below}POTS.FXS.{i}.`, columns: fxs, rows: (world) => world.rows('ports') },
  // Phones ring as they like: there are no patterns, so there is no row of Event.
  { path: `${below}POTS.Ringer.`, columns: [['EventNumberOfEntries', 'unsignedInt', 'R', '=0']] },
  { path: `${below}CallControl.`, columns: callControl },
  {
    path: `${below}CallControl.Line.{i}.`,
    columns: line,
    rows: (world) => world.rows('users'),
    adds: 'user',
  },
  { path: `${below}CallControl.Line.{i}.Stats.IncomingCalls.`, columns: incomingCalls },
  { path: `${below}CallControl.Line.{i}.Stats.OutgoingCalls.`, columns: outgoingCalls },
  { path: `${below}CallControl.Line.{i}.Stats.RTP.`, columns: rtp },
  {
    path: `${below}CallControl.Extension.{i}.`,
    columns: extension,
    rows: (world) => world.rows('ports'),
  },
  {
    path: `${below}CallControl.IncomingMap.{i}.`,
    columns: incomingMap,
    rows: (world) => world.rows('attachments'),
    adds: 'attachment',
  },
  { path: `${below}CallControl.OutgoingMap.{i}.`, columns: outgoingMap, rows: outgoingRows },
  {
    path: `${below}CallControl.X_<VID>_ForwardingRule.{i}.`,
    columns: forwardingRule,
    rows: (world) => world.rows('forwardingRules'),
    adds: 'forwardingRule',
  },
];
