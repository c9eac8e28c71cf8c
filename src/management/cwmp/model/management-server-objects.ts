/** `Device.ManagementServer.`: how the ACS sees and sets its own access. */
import { cwmpSetting } from '../../../domain/cwmp-settings.ts';
import type { TreeRow } from '../tree/definition.ts';
import { type Columns, cwmp, type Objects } from './places.ts';
import type { World } from './world.ts';

function url(_: TreeRow, { configuration }: World): string {
  const text = cwmpSetting(configuration.cwmp, 'url');
  return text === 'off' ? '' : text;
}

function methods(_: TreeRow, { configuration }: World): string {
  return cwmpSetting(configuration.cwmp, 'stun') === 'on' ? 'HTTP,STUN' : 'HTTP';
}

const columns: Columns = [
  cwmp('EnableCWMP', 'boolean', 'enable'),
  ['URL', 'string(256)', 'W', url, 'cwmp:url'],
  cwmp('Username', 'string(256)', 'username'),
  ['Password', 'string(256)', 'W', '=', 'cwmp:password'],
  cwmp('PeriodicInformEnable', 'boolean', 'periodic-inform'),
  cwmp('PeriodicInformInterval', 'unsignedInt(1:)', 'periodic-interval'),
  cwmp('PeriodicInformTime', 'dateTime', 'periodic-time'),
  ['ParameterKey', 'string(32)', 'R-', (_, { device }) => device.parameterKey],
  ['ConnectionRequestURL', 'string(256)', 'R', (_, { device }) => device.connectionRequestUrl],
  cwmp('ConnectionRequestUsername', 'string(256)', 'connection-request-username'),
  ['ConnectionRequestPassword', 'string(256)', 'W', '=', 'cwmp:connection-request-password'],
  cwmp('UpgradesManaged', 'boolean', 'upgrades-managed'),
  cwmp('DefaultActiveNotificationThrottle', 'unsignedInt', 'notification-throttle'),
  cwmp('CWMPRetryMinimumWaitInterval', 'unsignedInt(1:65535)', 'retry-minimum'),
  cwmp('CWMPRetryIntervalMultiplier', 'unsignedInt(1000:65535)', 'retry-multiplier'),
  cwmp('HTTPConnectionRequestEnable', 'boolean', 'connection-request-enable'),
  ['UDPConnectionRequestAddress', 'string(256)', 'R', (_, { device }) => device.udpAddress],
  cwmp('STUNEnable', 'boolean', 'stun'),
  cwmp('STUNServerAddress', 'string(256)', 'stun-server'),
  cwmp('STUNServerPort', 'unsignedInt(0:65535)', 'stun-port'),
  cwmp('STUNUsername', 'string(256)', 'stun-username'),
  ['STUNPassword', 'string(256)', 'W', '=', 'cwmp:stun-password'],
  cwmp('STUNMaximumKeepAlivePeriod', 'int(-1:)', 'stun-maximum'),
  cwmp('STUNMinimumKeepAlivePeriod', 'unsignedInt', 'stun-minimum'),
  ['NATDetected', 'boolean', 'R', (_, { device }) => device.isNatDetected],
  ['AliasBasedAddressing', 'boolean', 'R', '=0'],
  ['InstanceMode', 'string{InstanceNumber|InstanceAlias}', 'W', '=InstanceNumber'],
  ['AutoCreateInstances', 'boolean', 'W', '=0'],
  ['SupportedConnReqMethods', 'string', 'R', methods],
];

export const managementServerObjects: Objects = [
  { path: 'Device.ManagementServer.', columns },
  {
    path: 'Device.ManagementServer.InformParameter.{i}.',
    columns: [
      ['Enable', 'boolean', 'W', '.enabled', 'enabled'],
      ['ParameterName', 'string(256)', 'W', '.parameterName', 'parameterName'],
      ['EventList', 'string', 'W', '.eventList', 'eventList'],
    ],
    rows: (world) => world.rows('informParameters'),
    adds: 'informParameter',
  },
];

/** In every Inform. */
export const forcedParameters = [
  'Device.RootDataModelVersion',
  'Device.DeviceInfo.HardwareVersion',
  'Device.DeviceInfo.SoftwareVersion',
  'Device.DeviceInfo.ProvisioningCode',
  'Device.ManagementServer.ParameterKey',
  'Device.ManagementServer.ConnectionRequestURL',
  'Device.ManagementServer.AliasBasedAddressing',
] as const;

/** What is watched actively from the start. */
export const initialNotifications: Readonly<Record<string, number>> = {
  'Device.DeviceInfo.SoftwareVersion': 2,
  'Device.DeviceInfo.ProvisioningCode': 2,
  'Device.ManagementServer.ConnectionRequestURL': 2,
};
