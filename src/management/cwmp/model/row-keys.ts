/** The keys by which rows are known to the instance numbers, table by table. */
import type { Configuration, DraftKind } from '../../../domain/configuration.ts';
import type { ManagedRow } from '../../model/managed-object.ts';
import { registrarKey, registrationTable } from './registration-list.ts';

export type TableName =
  | 'users'
  | 'forwardingRules'
  | 'locationServers'
  | 'proxyServers'
  | 'registrars'
  | 'ports'
  | 'attachments'
  | 'userServices'
  | 'interfaces'
  | 'prefixReplacements'
  | 'ringRules'
  | 'serviceCodes'
  | 'informParameters'
  | 'callLog';

/** The table whose rows a kind of draft becomes. */
export const tableOfDraft: Readonly<Record<DraftKind, TableName>> = {
  user: 'users',
  forwardingRule: 'forwardingRules',
  locationServer: 'locationServers',
  proxyServer: 'proxyServers',
  attachment: 'attachments',
  callingFeatures: 'userServices',
  informParameter: 'informParameters',
};

/** What a draft is called, and a row that is given no name, before its number. */
export const titleOfDraft: Readonly<Record<DraftKind, string>> = {
  user: 'user',
  forwardingRule: 'rule',
  locationServer: 'location',
  proxyServer: 'proxy',
  attachment: 'map',
  callingFeatures: 'set',
  informParameter: 'inform',
};

export function isDraftKind(text: string): text is DraftKind {
  return Object.hasOwn(tableOfDraft, text);
}

/** A draft's key beside the names of rows, which never hold a `*` first by accident of an ACS. */
export function draftKey(name: string): string {
  return `*${name}`;
}

export function attachmentKey(user: string, port: string): string {
  return `${user} ${port}`;
}

/** The keys of every row, by table, for the instance numbers. */
export function keysOf(
  configuration: Configuration,
  calls: readonly ManagedRow[] | undefined,
): Readonly<Record<string, readonly string[]>> {
  const drafted = (table: TableName) =>
    configuration.drafts
      .filter(({ kind }) => tableOfDraft[kind] === table)
      .map(({ name }) => draftKey(name));
  const named = (rows: readonly { readonly name: string }[], table: TableName) => [
    ...rows.map(({ name }) => name),
    ...drafted(table),
  ];
  const registrars = registrationTable(configuration);
  const attached = configuration.users.flatMap((user) =>
    user.ports.map((port) => attachmentKey(user.name, port)),
  );
  return {
    users: named(configuration.users, 'users'),
    forwardingRules: named(configuration.forwardingRules, 'forwardingRules'),
    locationServers: named(configuration.locationServers, 'locationServers'),
    proxyServers: named(configuration.proxyServers, 'proxyServers'),
    registrars: configuration[registrars].map(({ name }) => registrarKey(registrars, name)),
    ports: named(configuration.ports, 'ports'),
    attachments: [...attached, ...drafted('attachments')],
    userServices: named(
      configuration.users.filter(({ services }) => services !== undefined),
      'userServices',
    ),
    interfaces: ['lan', 'wan'],
    prefixReplacements: configuration.prefixReplacements.map(({ name }) => name),
    ringRules: configuration.ringRules.map(({ name }) => name),
    serviceCodes: configuration.serviceCodes.map(({ name }) => name),
    informParameters: drafted('informParameters'),
    ...(calls && { callLog: calls.map(({ name }) => name) }),
  };
}
