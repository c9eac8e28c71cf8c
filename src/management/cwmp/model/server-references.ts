/** References to the rows of servers. */
import { reference } from './places.ts';
import type { TableName } from './row-keys.ts';
import type { World } from './world.ts';

export function serverReference(world: World, table: TableName, name: string): string {
  const object = table === 'proxyServers' ? 'ProxyServer' : 'LocationServer';
  return reference(world, table, name, `SIP.Network.1.X_${world.vendor}_${object}.`);
}
