/**
 * The order in which servers are asked: the master first, then the list. Manual §1.4, §1.5;
 * failover.md §2.3.
 */
import type { Configuration, Server } from './configuration.ts';
import { formatContact } from './contact.ts';
import { withoutBars } from './media-policy.ts';
import { memo } from './memo.ts';
import { isSameContact, serversOf } from './servers.ts';
import type { PlannedTry } from './walk.ts';

/**
 * What health says of a server when a walk is planned: `attemptFor` of `health.ts`, bound to its
 * health.
 */
export type AttemptOf = (server: Server) => Omit<PlannedTry, 'server' | 'place'>;

/** Every walk starts at the master, wherever it stands; each enabled server at most once. */
export function walkOrder(servers: readonly Server[]): readonly Server[] {
  const enabled = servers.filter((server) => server.enabled);
  return [
    ...enabled.filter((server) => server.master),
    ...enabled.filter((server) => !server.master),
  ];
}

/** Without any location server defined, lines register at the proxy servers (manual §1.4). */
export function registrationServers(configuration: Configuration): readonly Server[] {
  const { locationServers, proxyServers } = configuration;
  const registering = takingRegistrations(locationServers);
  return registering.length === 0 ? takingRegistrations(proxyServers) : registering;
}

/** The list itself, where all of it does. */
const takingRegistrations = memo((servers: readonly Server[]): readonly Server[] =>
  servers.every(doesRegister) ? servers : servers.filter(doesRegister),
);

/** Others only send and take calls. */
function doesRegister({ registers }: Server): boolean {
  return registers !== false;
}

/**
 * The order of one registration round. A refresh is a registration request, so it starts at the
 * master; without one, or where lines never go back to it, at the server that holds the binding
 * (manual §5, reading 5).
 */
export function roundOrder(
  servers: readonly Server[],
  current: string | undefined,
  { goesBack }: { readonly goesBack: boolean } = { goesBack: true },
): readonly Server[] {
  const ordered = walkOrder(servers);
  if (ordered[0]?.master && goesBack) return ordered;
  return preferring(ordered, current);
}

/**
 * The order of one INVITE walk. `registeredOn`: with `invite-follows-register`, the server that the
 * caller's line is registered on; the master still comes first.
 */
export function huntOrder(
  servers: readonly Server[],
  registeredOn: Server | undefined,
): readonly Server[] {
  const ordered = walkOrder(servers);
  if (registeredOn === undefined || ordered[0]?.master) return ordered;
  const same = ordered.find(({ contact }) => isSameContact(contact, registeredOn.contact));
  return preferring(ordered, same?.name);
}

/**
 * Everybody who might take an emergency call: the proxies in their order, then the location servers
 * that are no proxies, under a name that no proxy has; then whoever has been asked over TLS, in the
 * clear. No rule on media keeps the call from them.
 */
export function emergencyOrder({
  proxyServers,
  locationServers,
}: Configuration): readonly Server[] {
  const proxies = walkOrder(proxyServers);
  const others = walkOrder(takingRegistrations(locationServers)).filter(
    ({ contact }) => !proxies.some((proxy) => isSameContact(proxy.contact, contact)),
  );
  return [
    ...proxies.map((server) => urgent(server, server.contact)),
    ...others.map((server) => urgent(server, server.contact, 'location')),
    ...proxies.filter(isSecure).map((server) => urgent(server, inTheClear(server), 'plain')),
    ...others.filter(isSecure).map((one) => urgent(one, inTheClear(one), 'location, plain')),
  ];
}

function urgent(server: Server, contact: Server['contact'], note?: string): Server {
  const name = note === undefined ? server.name : `${server.name} (${note})`;
  return withoutBars({ ...server, name, contact });
}

function isSecure({ contact }: Server): boolean {
  return contact.transport === 'tls';
}

function inTheClear({ contact: { host } }: Server): Server['contact'] {
  return { host, port: undefined, transport: 'udp' };
}

export function planWalk(ordered: readonly Server[], attemptOf: AttemptOf): readonly PlannedTry[] {
  return ordered.map((server) => ({
    server: server.name,
    place: formatContact(server.contact),
    ...attemptOf(server),
  }));
}

function preferring(ordered: readonly Server[], name: string | undefined): readonly Server[] {
  return [
    ...ordered.filter((server) => server.name === name),
    ...ordered.filter((server) => server.name !== name),
  ];
}

/** Servers as they were whose name stands for somebody else by now. */
export function movedServers(before: Configuration, now: Configuration): readonly Server[] {
  const isMoved = ({ kind, name, contact }: Server) =>
    serversOf(now, kind).some((one) => one.name === name && !isSameContact(one.contact, contact));
  return [...before.locationServers, ...before.proxyServers].filter(isMoved);
}
