/** The list of servers that users register at, which is the one list that the standard knows. */
import type { Configuration } from '../../../domain/configuration.ts';

type List = 'locationServers' | 'proxyServers';

/** The location servers, or the proxy servers when there are none. */
export function registrationTable({ locationServers }: Configuration): List {
  return locationServers.length === 0 ? 'proxyServers' : 'locationServers';
}

/** Of a row of `FQDNServer`, which has numbers of its own: the list may become the other one. */
export function registrarKey(list: List, name: string): string {
  return `${list} ${name}`;
}
