/** Prefix replacements: made once, then added to ports. */
import type { PrefixReplacement } from '../../domain/configuration.ts';
import { limits } from '../../domain/limits.ts';
import {
  createPrefixReplacement,
  deletePrefixReplacement,
} from '../../domain/prefix-replacements.ts';
import { defineTable } from './define.ts';
import { textOf } from './values.ts';

interface PrefixRow {
  readonly rule: PrefixReplacement;
  readonly ports: readonly string[];
}

export const prefixReplacements = defineTable<PrefixRow>({
  name: 'prefix-replacements',
  title: 'prefix replacement',
  cli: ['voip', 'admin', 'prefix-replacement'],
  snmp: 'offhookPrefixTable',
  tr104: 'X_<VID>_PrefixReplacement.{i}.',
  help: 'prefix replacements: leading digits exchanged before a call is routed',
  list: ['name', 'prefix', 'replacement', 'ports'],
  objects: [
    {
      name: 'name',
      type: { kind: 'text', min: 1, max: limits.nameLength },
      access: 'index',
      help: 'the name of the prefix replacement',
      snmp: 'offhookPrefixName',
      tr104: 'Name',
      read: ({ rule }) => rule.name,
    },
    {
      name: 'prefix',
      type: { kind: 'text', min: 1, max: limits.prefixLength },
      access: 'create',
      isRequired: true,
      help: 'the leading digits that it replaces',
      cli: { keyword: 'prefix', value: '<digit-map>' },
      snmp: 'offhookPrefixDigits',
      tr104: 'Prefix',
      read: ({ rule }) => rule.prefix,
    },
    {
      name: 'replacement',
      type: { kind: 'text', min: 1, max: limits.replacementLength },
      access: 'create',
      isRequired: true,
      help: 'the digits in their place; "+" may come first',
      cli: { keyword: 'replacement', value: '<digits>' },
      snmp: 'offhookPrefixReplacement',
      tr104: 'Replacement',
      read: ({ rule }) => rule.replacement,
    },
    {
      name: 'ports',
      type: { kind: 'names', of: 'ports' },
      access: 'read',
      help: 'the ports that use it',
      snmp: 'offhookPrefixPorts',
      tr104: 'Ports',
      read: ({ ports }) => ports,
    },
  ],
  rows(view) {
    const configuration = view.configuration();
    return configuration.prefixReplacements.map((rule) => ({
      rule,
      ports: configuration.ports
        .filter((port) => port.prefixReplacements.includes(rule.name))
        .map(({ name }) => name),
    }));
  },
  acts: {
    create: (configuration, name, values) =>
      createPrefixReplacement(configuration, {
        name,
        prefix: textOf(values, 'prefix') ?? '',
        replacement: textOf(values, 'replacement') ?? '',
      }),
    remove: deletePrefixReplacement,
  },
});
