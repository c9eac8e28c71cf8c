/** Location servers and proxy servers: two tables, the same objects; `SIP.Network` in TR-104. */
import type { Server } from '../../domain/configuration.ts';
import { limits } from '../../domain/limits.ts';
import {
  createServer,
  deleteServer,
  type ServerFields,
  serversOf,
  setServer,
} from '../../domain/servers.ts';
import { contactObjects } from './contact-objects.ts';
import { defineTable, type Readable } from './define.ts';
import type { ManagedTable, Values } from './managed-object.ts';
import { policyFields, policyObjects } from './media-policy.ts';
import { peerPolicyFields, peerPolicyObjects } from './peer-policy.ts';
import { type ServerRow, type ServerWords, serverState } from './server-state.ts';
import { contactOf, flagOf, textOf } from './values.ts';

function configured({ title, snmp }: ServerWords): readonly Readable<ServerRow>[] {
  return [
    {
      name: 'name',
      type: { kind: 'text', min: 1, max: limits.nameLength },
      access: 'index',
      help: `the name of the ${title}`,
      snmp: `${snmp}Name`,
      tr104: 'Name',
      read: ({ server }) => server.name,
    },
    ...contactObjects<ServerRow>(`where the ${title} is`, ({ server }) => server.contact, {
      host: { snmp: `${snmp}Host`, tr104: 'Host' },
      port: { snmp: `${snmp}Port`, tr104: 'Port' },
      transport: { snmp: `${snmp}Transport`, tr104: 'Transport' },
    }),
    {
      name: 'master',
      type: { kind: 'boolean', initial: false },
      access: 'write',
      help: 'always asked first, wherever it stands in the list; at most one is',
      cli: { on: 'master', off: 'nomaster' },
      snmp: `${snmp}Master`,
      tr104: 'Master',
      read: ({ server }) => server.master,
    },
    {
      name: 'enabled',
      type: { kind: 'boolean', initial: true },
      access: 'write',
      help: 'a disabled server is kept, but not used',
      cli: { on: 'enable', off: 'disable' },
      snmp: `${snmp}RowStatus`,
      tr104: 'Enable',
      read: ({ server }) => server.enabled,
    },
    {
      name: 'position',
      type: { kind: 'integer', min: 1, max: limits.serversMax },
      access: 'write',
      help: 'place in the list, from 1; a new server stands last',
      cli: { keyword: 'position', value: '<n>' },
      snmp: `${snmp}Position`,
      tr104: 'Order',
      read: ({ view }) => view.position,
    },
    ...policyObjects<ServerRow>(({ server }) => server, title, {
      codecs: { snmp: `${snmp}Codecs`, tr104: 'Codecs' },
      srtp: { snmp: `${snmp}Srtp`, tr104: 'SRTP' },
    }),
    ...peerPolicyObjects<ServerRow>(({ server }) => server, snmp),
  ];
}

function serverTable(words: ServerWords, help: string): ManagedTable {
  const { kind } = words;
  const fieldsOf = (name: string, values: Values, before?: Server): ServerFields => ({
    kind,
    name,
    contact: contactOf(values, before?.contact),
    master: flagOf(values, 'master'),
    enabled: flagOf(values, 'enabled'),
    position: textOf(values, 'position'),
    ...policyFields(values),
    ...peerPolicyFields(values),
  });
  return defineTable<ServerRow>({
    name: words.name,
    title: words.title,
    cli: ['voip', 'sip', words.cli],
    snmp: `${words.snmp}Table`,
    tr104: words.tr104,
    help,
    list: ['name', 'contact', 'master', 'order', 'health'],
    columns: ['order', 'name', 'contact', 'master', 'health', 'lines', 'calls', 'reason'],
    objects: [...configured(words), ...serverState(words)],
    rows(view) {
      const servers = serversOf(view.configuration(), kind);
      return view.servers(kind).flatMap((row) => {
        const server = servers.find(({ name }) => name === row.name);
        return server ? [{ view: row, server }] : [];
      });
    },
    acts: {
      create: (configuration, name, values) => createServer(configuration, fieldsOf(name, values)),
      set(configuration, name, values) {
        const before = serversOf(configuration, kind).find((server) => server.name === name);
        return setServer(configuration, fieldsOf(name, values, before));
      },
      remove: (configuration, name) => deleteServer(configuration, { kind, name }),
    },
  });
}

export const locationServers = serverTable(
  {
    kind: 'location',
    name: 'location-servers',
    title: 'location server',
    cli: 'locationserver',
    snmp: 'offhookLocServer',
    tr104: 'SIP.Network.{i}.X_<VID>_LocationServer.{i}.',
  },
  'location servers: where users register, the master first, then in list order',
);

export const proxyServers = serverTable(
  {
    kind: 'proxy',
    name: 'proxy-servers',
    title: 'proxy server',
    cli: 'proxyserver',
    snmp: 'offhookProxyServer',
    tr104: 'SIP.Network.{i}.X_<VID>_ProxyServer.{i}.',
  },
  'proxy servers: where outgoing calls go, the master first, then in list order',
);
