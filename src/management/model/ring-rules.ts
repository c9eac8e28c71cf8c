/** Distinctive ring: which calls ring otherwise. Manual §2.4. */
import type { RingRule } from '../../domain/configuration.ts';
import { limits } from '../../domain/limits.ts';
import { createRingRule, deleteRingRule } from '../../domain/ring-rules.ts';
import { defineTable, type Readable } from './define.ts';
import { textOf } from './values.ts';

function condition(
  name: 'caller' | 'number',
  snmp: string,
  tr104: string,
  help: string,
): Readable<RingRule> {
  return {
    name,
    type: { kind: 'text', max: limits.addressLength },
    access: 'create',
    help,
    cli: { keyword: name, value: '<digit-map>' },
    snmp,
    tr104,
    read: (rule) => rule[name] ?? null,
  };
}

export const ringRules = defineTable<RingRule>({
  name: 'ring-rules',
  title: 'ring rule',
  cli: ['voip', 'sip', 'alertinfo'],
  snmp: 'offhookRingTable',
  tr104: 'X_<VID>_RingRule.{i}.',
  help: 'distinctive ring: which calls ring how; the first rule that fits counts',
  list: ['name', 'cadenceType', 'caller', 'number', 'server'],
  objects: [
    {
      name: 'name',
      type: { kind: 'text', min: 1, max: limits.nameLength },
      access: 'index',
      help: 'the text of Alert-Info that it is for, unless it has a condition of its own',
      snmp: 'offhookRingName',
      tr104: 'Name',
      read: ({ name }) => name,
    },
    {
      name: 'cadenceType',
      type: { kind: 'text', min: 1, max: 32 },
      access: 'create',
      isRequired: true,
      help: 'the ring, by the name that phones know it by: Bellcore-dr2',
      cli: { keyword: 'cadence-type', value: '<ring>' },
      snmp: 'offhookRingCadence',
      tr104: 'CadenceType',
      read: ({ cadenceType }) => cadenceType,
    },
    condition('caller', 'offhookRingCaller', 'Caller', 'callers whose calls ring so'),
    condition('number', 'offhookRingNumber', 'Number', 'called numbers that ring so'),
    {
      name: 'server',
      type: { kind: 'text', max: limits.nameLength },
      access: 'create',
      help: 'the server whose calls ring so',
      cli: { keyword: 'server', value: '<server>' },
      snmp: 'offhookRingServer',
      tr104: 'Server',
      read: ({ server }) => server ?? null,
    },
  ],
  rows: (view) => view.configuration().ringRules,
  acts: {
    create: (configuration, name, values) =>
      createRingRule(configuration, {
        name,
        cadenceType: textOf(values, 'cadenceType') ?? '',
        caller: textOf(values, 'caller'),
        number: textOf(values, 'number'),
        server: textOf(values, 'server'),
      }),
    remove: deleteRingRule,
  },
});
