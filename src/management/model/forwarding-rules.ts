/** The forwarding database. TR-104 has no home for it: an extension of `CallControl`. */
import type { Configuration, ForwardingRule } from '../../domain/configuration.ts';
import { createRule, deleteRule, type RuleFields, setRule } from '../../domain/forwarding-rules.ts';
import { limits } from '../../domain/limits.ts';
import type { RuleCounts } from '../view.ts';
import { contactObjects } from './contact-objects.ts';
import { defineTable, type Readable } from './define.ts';
import type { Values } from './managed-object.ts';
import { contactOf, flagOf, textOf } from './values.ts';

interface RuleRow {
  readonly rule: ForwardingRule;
  /** Place in the order of evaluation, from 1. */
  readonly order: number;
  readonly counts: RuleCounts;
}

const configured: readonly Readable<RuleRow>[] = [
  {
    name: 'name',
    type: { kind: 'text', min: 1, max: limits.nameLength },
    access: 'index',
    help: 'the name of the forwarding rule',
    snmp: 'offhookForwardName',
    tr104: 'Name',
    read: ({ rule }) => rule.name,
  },
  {
    name: 'address',
    type: { kind: 'text', min: 1, max: limits.addressLength },
    access: 'write',
    isRequired: true,
    help: 'which called numbers it takes',
    cli: { keyword: 'address', value: '<digit-map>' },
    snmp: 'offhookForwardAddress',
    tr104: 'Address',
    read: ({ rule }) => rule.address,
  },
  ...contactObjects<RuleRow>('where the call goes', ({ rule }) => rule.contact, {
    host: { snmp: 'offhookForwardHost', tr104: 'ContactHost' },
    port: { snmp: 'offhookForwardPort', tr104: 'ContactPort' },
    transport: { snmp: 'offhookForwardTransport', tr104: 'Transport' },
  }),
  {
    name: 'proxy',
    type: { kind: 'boolean', initial: false },
    access: 'write',
    help: 'the contact is a proxy server, not the other party',
    cli: { on: 'proxy', off: 'noproxy' },
    snmp: 'offhookForwardProxy',
    tr104: 'Proxy',
    read: ({ rule }) => rule.proxy,
  },
  {
    name: 'domain',
    type: { kind: 'text', max: limits.domainLength },
    access: 'write',
    help: 'the domain in From and To; without one, the host of the contact',
    cli: { keyword: 'domain', value: '<host>' },
    snmp: 'offhookForwardDomain',
    tr104: 'Domain',
    read: ({ rule }) => rule.domain ?? null,
  },
  {
    name: 'fwaddress',
    type: { kind: 'text', max: limits.fwaddressLength },
    access: 'write',
    help: 'the number to call instead of the dialled one',
    cli: { keyword: 'fwaddress', value: '<number>' },
    snmp: 'offhookForwardFwaddress',
    tr104: 'ForwardAddress',
    read: ({ rule }) => rule.fwaddress ?? null,
  },
  {
    name: 'priority',
    type: { kind: 'integer', min: 0, max: limits.priorityMax },
    access: 'write',
    help: '7 is asked first, 0 last; equal ones in the order they were entered',
    cli: { keyword: 'priority', value: '<0-7>' },
    snmp: 'offhookForwardPriority',
    tr104: 'Priority',
    read: ({ rule }) => rule.priority,
  },
  {
    name: 'enabled',
    type: { kind: 'boolean', initial: true },
    access: 'write',
    help: 'a disabled rule keeps its entry, but takes no calls',
    cli: { on: 'enable', off: 'disable' },
    snmp: 'offhookForwardRowStatus',
    tr104: 'Enable',
    read: ({ rule }) => rule.enabled,
  },
];

const observed: readonly Readable<RuleRow>[] = [
  {
    name: 'order',
    type: { kind: 'integer', min: 1, max: limits.entriesMax },
    access: 'read',
    help: 'place in the order of evaluation, from 1',
    snmp: 'offhookForwardOrder',
    tr104: 'Order',
    read: ({ order }) => order,
  },
  {
    name: 'matches',
    type: { kind: 'counter', unit: 'calls' },
    access: 'read',
    help: 'calls that it took',
    snmp: 'offhookForwardMatches',
    tr104: 'Matches',
    metric: 'offhook_forward_matches_total{rule="<row>"}',
    read: ({ counts }) => counts.matches,
  },
  {
    name: 'lastMatchAt',
    type: { kind: 'instant' },
    access: 'read',
    help: 'when it last took one',
    snmp: 'offhookForwardLastMatch',
    tr104: 'LastMatch',
    read: ({ counts }) => counts.lastMatchAt,
  },
];

function fieldsOf({ forwardingRules }: Configuration, name: string, values: Values): RuleFields {
  const before = forwardingRules.find((rule) => rule.name === name);
  return {
    name,
    address: textOf(values, 'address'),
    contact: contactOf(values, before?.contact),
    proxy: flagOf(values, 'proxy'),
    domain: textOf(values, 'domain'),
    fwaddress: textOf(values, 'fwaddress'),
    priority: textOf(values, 'priority'),
    enabled: flagOf(values, 'enabled'),
  };
}

export const forwardingRules = defineTable<RuleRow>({
  name: 'forwarding-rules',
  title: 'forwarding rule',
  cli: ['voip', 'sip', 'fdb'],
  snmp: 'offhookForwardTable',
  tr104: 'CallControl.X_<VID>_ForwardingRule.{i}.',
  help: 'forwarding rules: local routes by called number',
  list: ['name', 'address', 'contact', 'proxy', 'domain', 'fwaddress', 'priority', 'enabled'],
  columns: ['order', 'name', 'address', 'contact', 'proxy', 'fwaddress', 'priority', 'matches'],
  objects: [...configured, ...observed],
  rows(view) {
    const rules = view.configuration().forwardingRules;
    const order = rules.toSorted((one, other) => other.priority - one.priority);
    return rules.map((rule) => ({
      rule,
      order: order.indexOf(rule) + 1,
      counts: view.ruleCounts(rule.name),
    }));
  },
  acts: {
    create: (configuration, name, values) =>
      createRule(configuration, fieldsOf(configuration, name, values)),
    set: (configuration, name, values) =>
      setRule(configuration, fieldsOf(configuration, name, values)),
    remove: deleteRule,
  },
});
