/** Location servers and proxy servers: two lists, the same rules, at most one master each. */
import type { Configuration, Server, ServerKind } from './configuration.ts';
import { parseContact } from './contact.ts';
import { limits } from './limits.ts';
import { checkName, checkNew, find } from './names.ts';
import { Refusal } from './refusal.ts';

export interface ServerFields {
  readonly kind: ServerKind;
  readonly name: string;
  readonly contact?: string | undefined;
  readonly master?: boolean | undefined;
  readonly enabled?: boolean | undefined;
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

export function createServer(configuration: Configuration, fields: ServerFields): Configuration {
  const { kind, name } = fields;
  const servers = serversOf(configuration, kind);
  checkName(name, `${kind} server`);
  checkNew(servers, name, `${kind} server`);
  if (servers.length >= limits.serversMax) {
    throw new Refusal(
      'E-SERVER-LIMIT',
      `${servers.length} ${kind} servers are in the list already`,
    );
  }
  const contact = parseContact(fields.contact ?? '');
  const server = {
    name,
    kind,
    contact,
    master: fields.master ?? false,
    enabled: fields.enabled ?? true,
  };
  return withServers(configuration, kind, placed(servers, server));
}

export function setServer(configuration: Configuration, fields: ServerFields): Configuration {
  const { kind, name } = fields;
  const servers = serversOf(configuration, kind);
  const before = find(servers, name, `${kind} server`);
  const server = {
    ...before,
    contact: fields.contact === undefined ? before.contact : parseContact(fields.contact),
    master: fields.master ?? before.master,
    enabled: fields.enabled ?? before.enabled,
  };
  return withServers(configuration, kind, placed(servers, server));
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
