/** `Device.DNS.Diagnostics.`: whether the names of servers are found from here. */
import type { TreeRow, Value } from '../tree/definition.ts';
import type { Columns, Objects } from './places.ts';
import type { LookupView, World } from './world.ts';

const states =
  'string{None|Requested|Canceled|Complete|Error_DNSServerNotResolved|Error_Internal|Error_Other}';
const statuses =
  'string{Success|Error_DNSServerNotAvailable|Error_HostNameNotResolved|Error_Timeout|Error_Other}';

function of(read: (lookup: LookupView) => Value): Columns[number][3] {
  return (_, { device }) => read(device.lookup);
}

const lookup: Columns = [
  ['DiagnosticsState', states, 'W', of(({ state }) => state), '?lookup:state'],
  ['Interface', 'string(256)', 'W', '='],
  ['HostName', 'string(256)', 'W', of(({ host }) => host), '?lookup:host'],
  ['DNSServer', 'string(256)', 'W', of(({ server }) => server), '?lookup:server'],
  ['Timeout', 'unsignedInt(1:30000)', 'W', of(({ timeoutMs }) => timeoutMs), '?lookup:timeoutMs'],
  [
    'NumberOfRepetitions',
    'unsignedInt(1:10)',
    'W',
    of(({ repetitions }) => repetitions),
    '?lookup:repetitions',
  ],
  [
    'SuccessCount',
    'unsignedInt',
    'R-',
    of(({ results }) => results.filter(({ status }) => status === 'Success').length),
  ],
];

const result: Columns = [
  ['Status', statuses, 'R', '.status'],
  ['AnswerType', 'string{None|Authoritative|NonAuthoritative}', 'R', '.answerType'],
  ['HostNameReturned', 'string(256)', 'R', '.name'],
  ['IPAddresses', 'string', 'R', '.addresses'],
  ['DNSServerIP', 'string(45)', 'R', '.server'],
  ['ResponseTime', 'unsignedInt', 'R-', '.responseMs'],
];

function resultRows({ device }: World): readonly TreeRow[] {
  return device.lookup.results.map((found, at): TreeRow => {
    const values = new Map<string, Value>(Object.entries(found));
    return {
      number: at + 1,
      target: { table: 'lookup', name: '', isDraft: false },
      get: (object) => values.get(object) ?? null,
    };
  });
}

const path = 'Device.DNS.Diagnostics.NSLookupDiagnostics.';

export const dnsObjects: Objects = [
  { path, columns: lookup },
  { path: `${path}Result.{i}.`, columns: result, rows: resultRows },
];
