/** Where the configured servers are in the shadow world: each name gets an address of its own. */
import type { Configuration, Contact, Server } from '../domain/configuration.ts';
import { isIpAddress } from '../domain/host.ts';
import { defaultPort } from '../sip/flow.ts';
import type { Resolver } from '../sip/locate-cache.ts';
import { placeKey } from './shadow-network.ts';

interface Place {
  readonly address: string;
  readonly port: number;
}

export interface ShadowServers {
  /** Every place where a server or the contact of a rule listens, once. */
  readonly places: readonly Place[];
  /** The places of the servers of this name, as keys of the network. */
  keysOf(server: string): ReadonlySet<string>;
  readonly resolver: Resolver;
}

export function shadowServers(configuration: Configuration): ShadowServers {
  const { locationServers, proxyServers, forwardingRules } = configuration;
  const servers: readonly Server[] = [...locationServers, ...proxyServers];
  const contacts = [...servers, ...forwardingRules].map(({ contact }) => contact);
  const addresses = new Map<string, string>();
  for (const { host } of contacts) {
    const name = host.toLowerCase();
    if (!isIpAddress(name) && !addresses.has(name)) addresses.set(name, addressOf(addresses.size));
  }
  const placeOf = ({ host, port, transport }: Contact): Place => ({
    address: addresses.get(host.toLowerCase()) ?? host,
    port: port ?? defaultPort(transport),
  });
  const places = new Map(contacts.map(placeOf).map((place) => [placeKey(place), place]));
  return {
    places: [...places.values()],
    keysOf: (name) =>
      new Set(
        servers
          .filter((server) => server.name === name)
          .map(({ contact }) => placeKey(placeOf(contact))),
      ),
    resolver: {
      async query(name, type) {
        const address = type === 'A' ? addresses.get(name.toLowerCase()) : undefined;
        const records = address === undefined ? [] : [{ type: 'A' as const, address }];
        return { ok: true, records, ttlSeconds: 3600 };
      },
    },
  };
}

/** Of the benchmarking block, RFC 2544: nobody's. */
function addressOf(number: number): string {
  return `198.18.${Math.floor(number / 250)}.${(number % 250) + 1}`;
}
