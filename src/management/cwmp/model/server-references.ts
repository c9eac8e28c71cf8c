/** References to the rows of servers, and which list users register at. */
import type { Configuration } from '../../../domain/configuration.ts';
import { reference } from './places.ts';
import type { TableName } from './row-keys.ts';
import type { World } from './world.ts';

/** Where users register: the location servers, or the proxy servers when there are none. */
export function registrationTable({ locationServers }: Configuration): TableName {
  return locationServers.length === 0 ? 'proxyServers' : 'locationServers';
}

export function serverReference(world: World, table: TableName, name: string): string {
  const object = table === 'proxyServers' ? 'ProxyServer' : 'LocationServer';
  return reference(world, table, name, `SIP.Network.1.X_${world.vendor}_${object}.`);
}
