/**
 * The one server that the standard knows of each list: the master, else the first that is asked.
 */
import type { Configuration } from '../../../domain/configuration.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { walkOrder } from '../../../domain/server-order.ts';
import type { TableActs } from '../../model/managed-object.ts';
import type { Fields } from './edit-context.ts';
import { valuesFor } from './row-values.ts';
import { managedTable } from './world.ts';

type List = 'locationServers' | 'proxyServers';

function actsOf(list: List): Required<TableActs> {
  const { create, set, remove } = managedTable(list)?.acts ?? {};
  if (!create || !set || !remove) throw new Error('the lists of servers can be changed');
  return { create, set, remove };
}

/** Sets or replaces it; an empty host takes the only server away. */
export function setSingleServer(
  configuration: Configuration,
  list: List,
  fields: Fields,
): Configuration {
  const servers = configuration[list];
  const server = walkOrder(servers)[0] ?? servers[0];
  const host = fields['host'];
  if (server && host === '') return withoutServer(configuration, list, server.name);
  const values = valuesFor(list, fields);
  if (server) return actsOf(list).set(configuration, server.name, values);
  // Port and transport alone say nothing while there is no server.
  if (!host) return configuration;
  const name = list === 'locationServers' ? 'registrar' : 'proxy';
  return actsOf(list).create(configuration, name, { ...values, master: true });
}

function withoutServer(configuration: Configuration, list: List, name: string): Configuration {
  if (configuration[list].length > 1) {
    throw new Refusal('E-VALUE', 'there is a list of servers: delete its rows');
  }
  return actsOf(list).remove(configuration, name);
}
