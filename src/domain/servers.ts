/** Location servers and proxy servers: two lists, the same rules, at most one master each. */
import type { Configuration, Server, ServerKind } from './configuration.ts';
import { checkContact, parseContact } from './contact.ts';
import { limits } from './limits.ts';
import { checkManualLimits } from './manual-limits.ts';
import { checkName, checkNew, find, shown } from './names.ts';
import { Refusal } from './refusal.ts';

export interface ServerFields {
  readonly kind: ServerKind;
  readonly name: string;
  readonly contact?: string | undefined;
  readonly master?: boolean | undefined;
  readonly enabled?: boolean | undefined;
  /** The place in the list that it moves to, from 1. */
  readonly order?: string | undefined;
}

export function serversOf(configuration: Configuration, kind: ServerKind): readonly Server[] {
  return kind === 'location' ? configuration.locationServers : configuration.proxyServers;
}

function withServers(
  configuration: Configuration,
  kind: ServerKind,
  servers: readonly Server[],
): Configuration {
  return kind === 'location'
    ? { ...configuration, locationServers: servers }
    : { ...configuration, proxyServers: servers };
}

/** Setting a master moves the mark: the one before loses it. */
function placed(servers: readonly Server[], server: Server): readonly Server[] {
  const others = servers.map((one) => (server.master ? { ...one, master: false } : one));
  return others.some(({ name }) => name === server.name)
    ? others.map((one) => (one.name === server.name ? server : one))
    : [...others, server];
}

function moved(servers: readonly Server[], server: Server, order: string): readonly Server[] {
  if (!/^[1-9][0-9]?$/.test(order) || Number(order) > servers.length) {
    throw new Refusal('E-VALUE', `order is 1 to ${servers.length}, not "${shown(order)}"`);
  }
  const others = servers.filter(({ name }) => name !== server.name);
  return others.toSpliced(Number(order) - 1, 0, server);
}

export function createServer(configuration: Configuration, fields: ServerFields): Configuration {
  const { kind, name, contact = '', master = false, enabled = true } = fields;
  const servers = serversOf(configuration, kind);
  checkNew(servers, name, `${kind} server`);
  if (servers.length >= limits.serversMax) refuseMore(servers, kind);
  const server = { name, kind, contact: parseContact(contact), master, enabled };
  return checked(withServers(configuration, kind, placed(servers, server)), server);
}

function refuseMore(servers: readonly Server[], kind: ServerKind): never {
  throw new Refusal(
    'E-SERVER-LIMIT',
    `${servers.length} ${kind} servers are in the list, ${limits.serversMax} may be`,
  );
}

export function setServer(configuration: Configuration, fields: ServerFields): Configuration {
  const { kind, name, order } = fields;
  const servers = serversOf(configuration, kind);
  const before = find(servers, name, `${kind} server`);
  const server = {
    ...before,
    contact: fields.contact === undefined ? before.contact : parseContact(fields.contact),
    master: fields.master ?? before.master,
    enabled: fields.enabled ?? before.enabled,
  };
  const next = placed(servers, server);
  const ordered = order === undefined ? next : moved(next, server, order);
  return checked(withServers(configuration, kind, ordered), server);
}

/** Deleting the master leaves none. */
export function deleteServer(
  configuration: Configuration,
  { kind, name }: { readonly kind: ServerKind; readonly name: string },
): Configuration {
  const servers = serversOf(configuration, kind);
  find(servers, name, `${kind} server`);
  return withServers(
    configuration,
    kind,
    servers.filter((server) => server.name !== name),
  );
}

function checked(configuration: Configuration, server: Server): Configuration {
  checkName(server.name, `${server.kind} server`);
  checkManualLimits(configuration);
  return configuration;
}

/** Every rule of one list as a whole. */
export function checkServers(configuration: Configuration, kind: ServerKind): void {
  const servers = serversOf(configuration, kind);
  if (servers.length > limits.serversMax) refuseMore(servers, kind);
  for (const server of servers) {
    checkName(server.name, `${kind} server`);
    checkContact(server.contact);
    if (server.kind !== kind) {
      throw new Refusal('E-VALUE', `server "${server.name}" is in the list of ${kind} servers`);
    }
  }
  if (servers.filter(({ master }) => master).length > 1) {
    throw new Refusal('E-MASTER', `at most one ${kind} server is the master`);
  }
}
