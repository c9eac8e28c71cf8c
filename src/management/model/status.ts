/** How the whole gateway is doing. */
import type { StatusView } from '../view.ts';
import { defineGroup } from './define.ts';

/** One word for managers: degraded while anything is in alarm or a line is down. */
function operStatus({ state, alarms, lines }: StatusView): string {
  if (state === 'starting') return 'starting';
  if (state !== 'running') return 'stopping';
  return alarms.length > 0 || lines.up < lines.total ? 'degraded' : 'up';
}

export const status = defineGroup<StatusView>({
  name: 'status',
  help: 'how the gateway is doing',
  objects: [
    {
      name: 'state',
      type: { kind: 'choice', choices: ['starting', 'running', 'draining', 'stopped'] },
      access: 'read',
      help: 'where the gateway is in its life',
      snmp: 'offhookSysState',
      tr104: 'X_<VID>_Status.State',
      read: ({ state }) => state,
    },
    {
      name: 'operStatus',
      type: { kind: 'choice', choices: ['starting', 'up', 'degraded', 'stopping'] },
      access: 'read',
      help: 'degraded: an alarm stands or an enabled user is not registered',
      snmp: 'offhookSysOperStatus',
      tr104: 'X_<VID>_Status.OperStatus',
      read: operStatus,
    },
    {
      name: 'version',
      type: { kind: 'text', max: 64 },
      access: 'read',
      help: 'the version of the gateway',
      snmp: 'offhookSysVersion',
      tr104: 'Device.DeviceInfo.SoftwareVersion',
      read: ({ version }) => version,
    },
    {
      name: 'startedAt',
      type: { kind: 'instant' },
      access: 'read',
      help: 'when it was started',
      snmp: 'offhookSysStartTime',
      tr104: 'X_<VID>_Status.StartedAt',
      read: ({ startedAt }) => startedAt,
    },
    {
      name: 'uptimeSeconds',
      type: { kind: 'gauge', unit: 's' },
      access: 'read',
      help: 'how long it has been running',
      tr104: 'Device.DeviceInfo.UpTime',
      read: ({ uptimeSeconds }) => uptimeSeconds,
    },
    {
      name: 'revision',
      type: { kind: 'gauge' },
      access: 'read',
      help: 'the number of the configuration in force',
      snmp: 'offhookSysConfigRevision',
      tr104: 'X_<VID>_Status.Revision',
      read: ({ revision }) => revision,
    },
    {
      name: 'changedAt',
      type: { kind: 'instant' },
      access: 'read',
      help: 'when the configuration last changed',
      snmp: 'offhookSysConfigLastChange',
      tr104: 'X_<VID>_Status.ChangedAt',
      read: ({ changedAt }) => changedAt,
    },
    {
      name: 'linesUp',
      type: { kind: 'gauge', unit: 'users' },
      access: 'read',
      help: 'users registered now',
      snmp: 'offhookRegUsersRegistered',
      tr104: 'X_<VID>_Status.LinesUp',
      read: ({ lines }) => lines.up,
    },
    {
      name: 'linesTotal',
      type: { kind: 'gauge', unit: 'users' },
      access: 'read',
      help: 'enabled users',
      snmp: 'offhookRegUsersEnabled',
      tr104: 'X_<VID>_Status.LinesTotal',
      read: ({ lines }) => lines.total,
    },
    {
      name: 'linesOnFailover',
      type: { kind: 'gauge', unit: 'users' },
      access: 'read',
      help: 'users registered elsewhere than at the master',
      snmp: 'offhookRegUsersOnFailover',
      tr104: 'X_<VID>_Status.LinesOnFailover',
      read: ({ lines }) => lines.onFailover,
    },
    {
      name: 'calls',
      type: { kind: 'gauge', unit: 'calls' },
      access: 'read',
      help: 'calls in progress',
      snmp: 'offhookCallsActive',
      tr104: 'CallControl.X_<VID>_ActiveCalls',
      read: ({ calls }) => calls,
    },
    {
      name: 'callsPeak',
      type: { kind: 'gauge', unit: 'calls' },
      access: 'read',
      help: 'the most calls at a time since the start',
      snmp: 'offhookCallsPeak',
      tr104: 'X_<VID>_Status.CallsPeak',
      read: ({ callsPeak }) => callsPeak,
    },
    {
      name: 'alarms',
      type: { kind: 'texts' },
      access: 'read',
      help: 'what is wrong now',
      snmp: 'offhookSysAlarms',
      tr104: 'X_<VID>_Status.Alarms',
      read: ({ alarms }) => alarms,
    },
  ],
  row: (view) => view.status(),
});
