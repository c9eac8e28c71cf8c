/** Location servers and proxy servers: two lists, the same rules, at most one master each. */
import type { Configuration, Server, ServerKind } from './configuration.ts';
import { checkContact, parseContact } from './contact.ts';
import { limits } from './limits.ts';
import { checkManualLimits } from './manual-limits.ts';
import { checkPolicy, type MediaPolicyFields, withPolicy } from './media-policy.ts';
import { checkName, checkNew, find, shown } from './names.ts';
import { type PeerPolicyFields, withPeerPolicy } from './peer-policy.ts';
import { Refusal } from './refusal.ts';

export interface ServerFields extends MediaPolicyFields, PeerPolicyFields {
  readonly kind: ServerKind;
  readonly name: string;
  readonly contact?: string | undefined;
  readonly master?: boolean | undefined;
  readonly enabled?: boolean | undefined;
  /** The place in the list, from 1; without it at the end, or where it stands. */
  readonly position?: string | undefined;
}

export function serversOf(configuration: Configuration, kind: ServerKind): readonly Server[] {
  return kind === 'location' ? configuration.locationServers : configuration.proxyServers;
}

export function isSameContact(one: Server['contact'], other: Server['contact']): boolean {
  return (
    one.host.toLowerCase() === other.host.toLowerCase() &&
    one.port === other.port &&
    one.transport === other.transport
  );
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
function placed(
  servers: readonly Server[],
  server: Server,
  position: string | undefined,
): readonly Server[] {
  const before = servers.findIndex(({ name }) => name === server.name);
  const others = servers
    .filter(({ name }) => name !== server.name)
    .map((one) => (server.master ? { ...one, master: false } : one));
  const last = before < 0 ? others.length : before;
  return others.toSpliced(
    position === undefined ? last : readPosition(position, others.length + 1) - 1,
    0,
    server,
  );
}

function readPosition(text: string, positionMax: number): number {
  if (!/^[0-9]{1,3}$/.test(text) || Number(text) < 1 || Number(text) > positionMax) {
    throw new Refusal('E-VALUE', `a position is 1 to ${positionMax}, not "${shown(text)}"`);
  }
  return Number(text);
}

export function createServer(configuration: Configuration, fields: ServerFields): Configuration {
  const { kind, name, contact = '', master = false, enabled = true, position } = fields;
  const servers = serversOf(configuration, kind);
  checkNew(servers, name, `${kind} server`);
  if (servers.length >= limits.serversMax) refuseMore(servers, kind);
  const server = {
    ...{ name, kind, contact: parseContact(contact), master, enabled },
    ...withPolicy({}, fields),
    ...withPeerPolicy({}, fields),
  };
  return checked(withServers(configuration, kind, placed(servers, server, position)), server);
}

function refuseMore(servers: readonly Server[], kind: ServerKind): never {
  throw new Refusal(
    'E-SERVER-LIMIT',
    `${servers.length} ${kind} servers are in the list, ${limits.serversMax} may be`,
  );
}

export function setServer(configuration: Configuration, fields: ServerFields): Configuration {
  const { kind, name, position } = fields;
  const servers = serversOf(configuration, kind);
  const before = find(servers, name, `${kind} server`);
  const server = {
    ...{ name, kind },
    ...withPolicy(before, fields),
    ...withPeerPolicy(before, fields),
    contact: fields.contact === undefined ? before.contact : parseContact(fields.contact),
    master: fields.master ?? before.master,
    enabled: fields.enabled ?? before.enabled,
  };
  return checked(withServers(configuration, kind, placed(servers, server, position)), server);
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
    checkPolicy(server);
    if (server.kind !== kind) {
      throw new Refusal('E-VALUE', `server "${server.name}" is in the list of ${kind} servers`);
    }
  }
  if (servers.filter(({ master }) => master).length > 1) {
    throw new Refusal('E-MASTER', `at most one ${kind} server is the master`);
  }
}
