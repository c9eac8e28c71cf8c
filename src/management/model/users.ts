/** The user table. TR-104: `SIP.Client`, and the `CallControl.Line` of each. */
import type { Configuration } from '../../domain/configuration.ts';
import { limits } from '../../domain/limits.ts';
import { find } from '../../domain/names.ts';
import {
  addUserPort,
  createUser,
  deleteUser,
  removeUserPort,
  setUser,
  type UserFields,
} from '../../domain/users.ts';
import { defineTable, type Readable } from './define.ts';
import type { Values } from './managed-object.ts';
import { userCounts } from './user-counts.ts';
import { userMessages } from './user-messages.ts';
import { type UserRow, userState } from './user-state.ts';
import { domainOf, flagOf, namesOf, textOf } from './values.ts';

const configured: readonly Readable<UserRow>[] = [
  {
    name: 'name',
    type: { kind: 'text', min: 1, max: limits.nameLength },
    access: 'index',
    help: 'the name of the user: no leading digit, no "." and no "/"',
    snmp: 'offhookUserName',
    tr104: 'X_<VID>_UserName',
    read: ({ name }) => name,
  },
  {
    name: 'address',
    type: { kind: 'text', min: 1, max: limits.addressLength },
    access: 'write',
    isRequired: true,
    help: 'the number of the user, or a digit map that says which numbers are its own',
    cli: { keyword: 'address', value: '<digit-map>' },
    snmp: 'offhookUserAddress',
    tr104: 'X_<VID>_Address',
    read: ({ address }) => address,
  },
  {
    name: 'areaCode',
    type: { kind: 'text', max: limits.areaCodeLength },
    access: 'write',
    help: 'digits before the address; the pair is the whole number',
    cli: { keyword: 'areacode', value: '<digits>' },
    snmp: 'offhookUserAreaCode',
    tr104: 'X_<VID>_AreaNumber',
    read: ({ areaCode }) => areaCode,
  },
  {
    name: 'login',
    type: { kind: 'text', max: limits.loginLength },
    access: 'write',
    help: 'the name that servers ask for',
    cli: { keyword: 'login', value: '<login>' },
    snmp: 'offhookUserLogin',
    tr104: 'AuthUserName',
    read: ({ login }) => login,
  },
  {
    name: 'password',
    type: { kind: 'secret', max: limits.passwordLength },
    access: 'write',
    help: 'the password that servers ask for',
    cli: { keyword: 'password', value: '<password>' },
    snmp: 'offhookUserPassword',
    tr104: 'AuthPassword',
    read: () => '',
  },
  {
    name: 'domain',
    type: { kind: 'text', max: limits.domainLength },
    access: 'write',
    help: 'the domain of the user; without one, that of the server it is registered on',
    cli: { keyword: 'domain', value: '<host>[;transport=udp|tcp|tls]' },
    snmp: 'offhookUserDomain',
    tr104: 'X_<VID>_Domain',
    read: ({ domain }) => domain,
  },
  {
    name: 'transport',
    type: { kind: 'choice', choices: ['udp', 'tcp', 'tls'] },
    access: 'write',
    help: 'the transport to the domain',
    snmp: 'offhookUserTransport',
    tr104: 'X_<VID>_Transport',
    read: ({ transport }) => transport,
  },
  {
    name: 'pseudonym',
    type: { kind: 'text', max: limits.pseudonymLength },
    access: 'write',
    help: 'a name to register under instead of the number',
    cli: { keyword: 'pseudonym', value: '<pseudonym>' },
    snmp: 'offhookUserPseudonym',
    tr104: 'X_<VID>_Pseudonym',
    read: ({ pseudonym }) => pseudonym,
  },
  {
    name: 'ports',
    type: { kind: 'names', of: 'ports' },
    access: 'write',
    help: 'the ports that ring for the user; attached to one, it registers',
    snmp: 'offhookUserPorts',
    read: ({ ports }) => ports,
  },
  {
    name: 'enabled',
    type: { kind: 'boolean', initial: true },
    access: 'write',
    help: 'a disabled user keeps its entry, but neither registers nor takes calls',
    cli: { on: 'enable', off: 'disable' },
    snmp: 'offhookUserRowStatus',
    tr104: 'Enable',
    read: ({ enabled }) => enabled,
  },
];

function fieldsOf(configuration: Configuration, name: string, values: Values): UserFields {
  const before = configuration.users.find((user) => user.name === name);
  return {
    name,
    address: textOf(values, 'address'),
    areaCode: textOf(values, 'areaCode'),
    login: textOf(values, 'login'),
    password: textOf(values, 'password'),
    domain: domainOf(values, before ?? { domain: undefined, transport: 'udp' }),
    pseudonym: textOf(values, 'pseudonym'),
    enabled: flagOf(values, 'enabled'),
  };
}

/** Detaches what is not named, attaches what is new, keeps the rest in its order. */
function withPorts(configuration: Configuration, name: string, values: Values): Configuration {
  const ports = namesOf(values, 'ports');
  if (!ports) return configuration;
  const before = find(configuration.users, name, 'user').ports;
  const detached = before
    .filter((port) => !ports.includes(port))
    .reduce((next, port) => removeUserPort(next, name, port), configuration);
  return ports
    .filter((port) => !before.includes(port))
    .reduce((next, port) => addUserPort(next, name, port), detached);
}

export const users = defineTable<UserRow>({
  name: 'users',
  title: 'user',
  cli: ['voip', 'sip', 'user'],
  snmp: 'offhookUserTable',
  tr104: 'SIP.Client.{i}.',
  help: 'users: the lines that register and take calls',
  list: [
    'name',
    'address',
    'areaCode',
    'status',
    'server',
    'expiresSeconds',
    'lastRefusal',
    'ports',
  ],
  objects: [...configured, ...userState, ...userMessages, ...userCounts],
  rows(view) {
    const kind = view.configuration().locationServers.length === 0 ? 'proxy' : 'location';
    return view.users().map((user) => ({
      ...user,
      serverKind: user.server === null ? null : kind,
    }));
  },
  acts: {
    create: (configuration, name, values) =>
      withPorts(createUser(configuration, fieldsOf(configuration, name, values)), name, values),
    set: (configuration, name, values) =>
      withPorts(setUser(configuration, fieldsOf(configuration, name, values)), name, values),
    remove: deleteUser,
  },
});
