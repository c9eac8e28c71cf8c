/**
 * The configuration that a simulated gateway starts with: servers, ports, users attached to them.
 */
import { setProtocol } from '../../src/domain/administration.ts';
import type { Configuration, ServerKind } from '../../src/domain/configuration.ts';
import { createRule } from '../../src/domain/forwarding-rules.ts';
import { createPort } from '../../src/domain/ports.ts';
import { createServer } from '../../src/domain/servers.ts';
import { addUserPort, createUser } from '../../src/domain/users.ts';
import type { TransportName } from '../../src/sip/flow.ts';
import type { Place } from './network.ts';
import type { WorldSettings } from './settings.ts';

export const lan: Place = { address: '192.168.0.1', port: 5060 };
export const wan: Place = { address: '10.0.0.1', port: 5070 };

/** Shared by every password of a world, so that one search finds them all. */
export const secretMark = 'S3cret';

export function passwordOf(name: string): string {
  return `${secretMark}-${name}`;
}

export function placeOfServer(name: string): Place {
  const net = 'lpr'.indexOf(name.charAt(0)) + 1;
  return { address: `10.0.${net}.${name.slice(1)}`, port: 5060 };
}

export function placeOfPhone(at: number): Place {
  return { address: `192.168.0.${at + 10}`, port: 5060 };
}

/** Who stands behind the forwarding rule. */
export const ruleServer = 'r1';

/** Every server that there may be in the lists. */
export const serverNames = ['l1', 'l2', 'l3', 'p1', 'p2', 'p3'] as const;

export function transportOf({ transports }: WorldSettings, name: string): TransportName {
  return transports.get(name) ?? 'udp';
}

export function contactOfServer(settings: WorldSettings, name: string, hasName = false): string {
  const transport = transportOf(settings, name);
  const place = `${hasName ? `${name}.sim` : placeOfServer(name).address}:5060`;
  return transport === 'udp' ? place : `${place};transport=${transport}`;
}

export function nameOfLine(at: number): string {
  return `u${at}`;
}

export function numberOfLine(at: number): string {
  return String(2000 + at);
}

/** Even lines have a phone, odd ones a soft port. */
export function portOfLine(at: number): string {
  return at % 2 === 0 ? `phone${at}` : `soft${at}`;
}

export function household(settings: WorldSettings, empty: Configuration): Configuration {
  const { protocol, lines, faults } = settings;
  let configuration: Configuration = {
    ...empty,
    interfaces: {
      lan: { ...lan, advertise: undefined },
      wan: { ...wan, advertise: undefined },
    },
  };
  for (const [name, value] of Object.entries(protocol)) {
    configuration = setProtocol(configuration, name, value);
  }
  configuration = withServers(configuration, 'location', settings);
  configuration = withServers(configuration, 'proxy', settings);
  for (let at = 0; at < lines; at += 1)
    configuration = withLine(configuration, at, transportOf(settings, 'lines'));
  if (!faults.has('operators')) return configuration;
  const contact = contactOfServer(settings, ruleServer);
  return createRule(configuration, { name: 'short', address: '77', contact });
}

function withServers(
  configuration: Configuration,
  kind: ServerKind,
  settings: WorldSettings,
): Configuration {
  const { locationServers, proxyServers, hasMaster, faults } = settings;
  let next = configuration;
  const count = kind === 'location' ? locationServers : proxyServers;
  for (let at = 1; at <= count; at += 1) {
    const name = `${kind.charAt(0)}${at}`;
    const contact = contactOfServer(settings, name, faults.has('names') && at === 2);
    next = createServer(next, { kind, name, contact, master: hasMaster && at === count });
  }
  return next;
}

/** Lines that want to be reached by TCP have a domain of their own to say so with. */
export function withLine(
  configuration: Configuration,
  at: number,
  transport: TransportName = 'udp',
): Configuration {
  const [name, port] = [nameOfLine(at), portOfLine(at)];
  const kind = at % 2 === 0 ? 'sip' : 'soft';
  const fields = kind === 'sip' ? { login: port, password: passwordOf(port) } : {};
  const hasPort = configuration.ports.some((one) => one.name === port);
  const withPort = hasPort
    ? configuration
    : createPort(configuration, kind, { name: port, ...fields });
  const withUser = createUser(withPort, {
    name,
    address: numberOfLine(at),
    login: name,
    password: passwordOf(name),
    ...(transport !== 'udp' && { domain: `home.sim;transport=${transport}` }),
  });
  return addUserPort(withUser, name, port);
}
