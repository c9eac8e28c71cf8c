/** The root of Device:2 and what its profiles Baseline, Time and SupportedDataModel need. */
import type { TreeRow, Value } from '../tree/definition.ts';
import { instant } from '../tree/value-type.ts';
import { type Columns, cwmp, fromGroup, type Objects } from './places.ts';
import type { DeviceFacts, World } from './world.ts';

function fact(read: (device: DeviceFacts) => Value): Columns[number][3] {
  return (_, { device }) => read(device);
}

const forcedColumns: Columns = [
  ['HardwareVersion', 'string(64)', 'R', '=software'],
  ['SoftwareVersion', 'string(64)', 'R!', fromGroup('status', 'version')],
  withAccess(cwmp('ProvisioningCode', 'string(64)', 'provisioning-code'), 'W!'),
];

function withAccess([name, type, , ...rest]: Columns[number], access: 'W!'): Columns[number] {
  return [name, type, access, ...rest];
}

const deviceInfo: Columns = [
  ['Manufacturer', 'string(64)', 'R', fact(({ manufacturer }) => manufacturer)],
  ['ManufacturerOUI', 'string(6)', 'R', fact(({ oui }) => oui)],
  ['ModelName', 'string(64)', 'R', fact(({ productClass }) => productClass)],
  ['Description', 'string(256)', 'R', '=Multi-line VoIP gateway'],
  ['ProductClass', 'string(64)', 'R', fact(({ productClass }) => productClass)],
  ['SerialNumber', 'string(64)', 'R', fact(({ serialNumber }) => serialNumber)],
  ...forcedColumns,
  ['UpTime', 'unsignedInt', 'R-', fromGroup('status', 'uptimeSeconds')],
];

function fixedRows(rows: readonly Readonly<Record<string, Value>>[]): () => readonly TreeRow[] {
  return () =>
    rows.map((values, at) => ({
      number: at + 1,
      target: { table: '', name: '', isDraft: false },
      get: (object) => values[object] ?? null,
    }));
}

const models = 'https://cwmp-data-models.broadband-forum.org/';

/**
 * The profiles that are there whole, and no others: SIPClient:1 and CallControl:1 want timers and
 * counters that would take a hundred users past 7,000 parameters, or that are not ours to set.
 */
function supportedModels(issue: 1 | 2): () => readonly TreeRow[] {
  const voice =
    issue === 2
      ? { url: `${models}tr-104-2-0-2-cwmp-full.xml`, urn: 'urn:broadband-forum-org:tr-104-2-0-2' }
      : { url: `${models}tr-104-1-1-0-full.xml`, urn: 'urn:broadband-forum-org:tr-104-1-1-0' };
  return fixedRows([
    {
      url: `${models}tr-181-2-17-0-cwmp-full.xml`,
      urn: 'urn:broadband-forum-org:tr-181-2-17-0',
      features: 'Baseline:1,Time:2,SupportedDataModel:1,NSLookupDiag:1',
    },
    { ...voice, features: issue === 2 ? 'POTSFXS:1' : '' },
  ]);
}

function localTime(_: TreeRow, { device }: World): string {
  return `${new Date(device.now).toISOString().slice(0, 19)}Z`;
}

export function deviceObjects(issue: 1 | 2): Objects {
  return [
    {
      path: 'Device.',
      columns: [['RootDataModelVersion', 'string(32)', 'R', '=2.17']],
    },
    { path: 'Device.DeviceInfo.', columns: deviceInfo },
    {
      path: 'Device.DeviceInfo.VendorConfigFile.{i}.',
      columns: [
        ['Name', 'string(64)', 'R', '.name'],
        ['Version', 'string(16)', 'R', fromGroup('status', 'revision')],
        ['Date', 'dateTime', 'R', (_, { view }) => instant(view.status().changedAt)],
        ['Description', 'string(256)', 'R', '=The commands that recreate the configuration'],
        ['UseForBackupRestore', 'boolean', 'R', '=true'],
      ],
      rows: fixedRows([{ name: 'configuration' }]),
    },
    {
      path: 'Device.DeviceInfo.VendorLogFile.{i}.',
      columns: [
        ['Name', 'string(64)', 'R', '.name'],
        ['MaximumSize', 'unsignedInt', 'R', '=0'],
        ['Persistent', 'boolean', 'R', '=true'],
      ],
      rows: fixedRows([{ name: 'events' }]),
    },
    {
      path: 'Device.DeviceInfo.SupportedDataModel.{i}.',
      columns: [
        ['URL', 'string(256)', 'R', '.url'],
        ['URN', 'string(256)', 'R', '.urn'],
        ['Features', 'string', 'R', '.features'],
      ],
      rows: supportedModels(issue),
    },
    {
      path: 'Device.Time.',
      columns: [
        ['Enable', 'boolean', 'W', '=0'],
        [
          'Status',
          'string{Disabled|Unsynchronized|Synchronized|Error_FailedToSynchronize|Error}',
          'R',
          '=Disabled',
        ],
        ['CurrentLocalTime', 'dateTime', 'R-', localTime],
        cwmp('LocalTimeZone', 'string(256)', 'time-zone'),
      ],
    },
  ];
}
