/** Ports: LAN phones and soft ports. TR-104: `POTS.FXS`, each with its `CallControl.Extension`. */
import type { Configuration } from '../../domain/configuration.ts';
import { limits } from '../../domain/limits.ts';
import { find } from '../../domain/names.ts';
import { createPort, deletePort, hotlineOf, type PortFields, setPort } from '../../domain/ports.ts';
import { attachPrefixReplacement } from '../../domain/prefix-replacements.ts';
import { defineTable, type Readable } from './define.ts';
import type { Values } from './managed-object.ts';
import { policyFields, policyObjects } from './media-policy.ts';
import { type PortRow, portState } from './port-state.ts';
import { flagOf, namesOf, textOf } from './values.ts';

const configured: readonly Readable<PortRow>[] = [
  {
    name: 'name',
    type: { kind: 'text', min: 1, max: limits.nameLength },
    access: 'index',
    help: 'the name of the port',
    snmp: 'offhookPortName',
    tr104: 'Name',
    read: ({ port }) => port.name,
  },
  {
    name: 'kind',
    type: { kind: 'choice', choices: ['sip', 'soft'] },
    access: 'create',
    help: 'sip: a phone on the LAN; soft: driven by commands',
    snmp: 'offhookPortKind',
    read: ({ port }) => port.kind,
  },
  {
    name: 'login',
    type: { kind: 'text', max: limits.loginLength },
    access: 'write',
    help: 'what the phone registers as',
    cli: { keyword: 'login', value: '<login>' },
    snmp: 'offhookPortLogin',
    read: ({ port }) => port.login ?? null,
  },
  {
    name: 'password',
    type: { kind: 'secret', max: limits.passwordLength },
    access: 'write',
    help: 'the password of the phone; without one it cannot register',
    cli: { keyword: 'password', value: '<password>' },
    snmp: 'offhookPortPassword',
    read: () => '',
  },
  {
    name: 'contact',
    type: { kind: 'text', max: limits.phoneContactLength },
    access: 'write',
    help: 'where a phone is that does not register',
    cli: { keyword: 'contact', value: '<uri>' },
    snmp: 'offhookPortContact',
    read: ({ port }) => port.contact ?? null,
  },
  {
    name: 'digitMap',
    type: { kind: 'text', max: limits.digitMapLength },
    access: 'write',
    help: 'which digits make a whole number',
    cli: { keyword: 'digitmap', value: '<digit-map>' },
    snmp: 'offhookPortDigitMap',
    tr104: 'CallControl.Extension.{i}.X_<VID>_DigitMap',
    read: ({ port }) => port.digitMap ?? null,
  },
  {
    name: 'dialMask',
    type: { kind: 'integer', min: 0, max: limits.dialMaskMax },
    access: 'write',
    help: 'leading digits that are dropped before the digit map',
    cli: { keyword: 'dialmask', value: '<n>' },
    snmp: 'offhookPortDialMask',
    read: ({ port }) => port.dialMask,
  },
  {
    name: 'prefixReplacements',
    type: { kind: 'names', of: 'prefix-replacements' },
    access: 'write',
    help: 'prefix replacements, in the order they are tried',
    snmp: 'offhookPortPrefixReplacements',
    read: ({ port }) => port.prefixReplacements,
  },
  {
    name: 'hotline',
    type: { kind: 'text', max: limits.dialledLength },
    access: 'write',
    help: 'soft ports: called as soon as the handset is lifted',
    cli: { keyword: 'hotline', value: '<number>' },
    snmp: 'offhookPortHotline',
    tr104: 'CallControl.Extension.{i}.X_<VID>_Hotline',
    read: ({ port }) => port.hotline ?? null,
  },
  {
    name: 'hotlineEnabled',
    type: { kind: 'boolean', initial: false },
    access: 'write',
    help: 'whether that number is called; switched off it is kept',
    cli: { on: 'hotlineon', off: 'hotlineoff' },
    snmp: 'offhookPortHotlineOn',
    read: ({ port }) => hotlineOf(port) !== undefined,
  },
  {
    name: 'callWaiting',
    type: { kind: 'boolean', initial: false },
    access: 'write',
    help: 'a second call may come while the port talks',
    cli: { on: 'callwaiting', off: 'nocallwaiting' },
    snmp: 'offhookPortCallWaiting',
    tr104: 'CallControl.Extension.{i}.X_<VID>_CallWaiting',
    read: ({ port }) => port.callWaiting ?? false,
  },
  ...policyObjects<PortRow>(({ port }) => port, 'phone', {
    codecs: { snmp: 'offhookPortCodecs' },
    srtp: { snmp: 'offhookPortSrtp' },
  }),
  {
    name: 'enabled',
    type: { kind: 'boolean', initial: true },
    access: 'write',
    help: 'a disabled port neither rings nor calls',
    cli: { on: 'enable', off: 'disable' },
    snmp: 'offhookPortRowStatus',
    tr104: 'Enable',
    read: ({ port }) => port.enabled,
  },
];

function fieldsOf(name: string, values: Values): PortFields {
  return {
    name,
    login: textOf(values, 'login'),
    password: textOf(values, 'password'),
    contact: textOf(values, 'contact'),
    digitMap: textOf(values, 'digitMap'),
    dialMask: textOf(values, 'dialMask'),
    hotline: textOf(values, 'hotline'),
    hotlineEnabled: flagOf(values, 'hotlineEnabled'),
    callWaiting: flagOf(values, 'callWaiting'),
    enabled: flagOf(values, 'enabled'),
    ...policyFields(values),
  };
}

function withPrefixes(configuration: Configuration, port: string, values: Values): Configuration {
  const names = namesOf(values, 'prefixReplacements');
  if (!names) return configuration;
  const bare = find(configuration.ports, port, 'port').prefixReplacements.reduce(
    (next, name) => attachPrefixReplacement(next, { name, port, isAdded: false }),
    configuration,
  );
  return names.reduce(
    (next, name) => attachPrefixReplacement(next, { name, port, isAdded: true }),
    bare,
  );
}

function create(configuration: Configuration, name: string, values: Values): Configuration {
  const kind = values['kind'] === 'sip' ? 'sip' : 'soft';
  return withPrefixes(createPort(configuration, kind, fieldsOf(name, values)), name, values);
}

export const ports = defineTable<PortRow>({
  name: 'ports',
  title: 'port',
  cli: ['voip', 'ep'],
  snmp: 'offhookPortTable',
  tr104: 'POTS.FXS.{i}.',
  help: 'ports: where users are reached',
  list: ['name', 'kind', 'state', 'registered'],
  columns: ['name', 'kind', 'state', 'registered', 'users', 'reachedAt'],
  objects: [...configured, ...portState],
  kinds: {
    by: 'kind',
    createdWith: {
      // A shown script leaves passwords out, so that one is not required.
      sip: { required: ['login'], optional: ['password', 'contact'] },
      soft: { required: [], optional: [] },
    },
  },
  rows(view) {
    const views = view.ports();
    return view.configuration().ports.flatMap((port) => {
      const row = views.find(({ name }) => name === port.name);
      return row ? [{ port, view: row }] : [];
    });
  },
  acts: {
    create,
    set: (configuration, name, values) =>
      withPrefixes(setPort(configuration, fieldsOf(name, values)), name, values),
    remove: deletePort,
  },
});
