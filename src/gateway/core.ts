/** What all user agents of the gateway share: the endpoint, the dialogs, where servers are. */
import type { Configuration, Contact } from '../domain/configuration.ts';
import { setting } from '../domain/protocol.ts';
import type { EventLog } from '../management/events.ts';
import type { Statistics } from '../management/statistics.ts';
import { createEndpoint } from '../sip/endpoint.ts';
import type { LocalAddress, Side, Target, Transport, TransportEvents } from '../sip/flow.ts';
import { DnsLocator, type Located } from '../sip/locate.ts';
import type { DnsAnswer, DnsType } from '../sip/locate-cache.ts';
import type { Endpoint, EndpointEvents } from '../sip/transaction-user.ts';
import { Dialogs } from '../sip/ua/dialogs.ts';
import type { Services } from '../sip/ua/services.ts';
import { type Place, PublicAddresses, type Sighting } from './lines/public-addresses.ts';
import type { Phones } from './ports/phones.ts';
import type { Peers } from './servers/peers.ts';
import { Strangers } from './servers/strangers.ts';
import { liveTimers } from './settings.ts';
import { placeOf } from './uris.ts';
import { sipCounts } from './watch/sip-counts.ts';
import type { World } from './world.ts';

export interface Core extends Services {
  readonly transport: Transport;
  readonly dialogs: Dialogs;
  readonly endpoint: Endpoint & TransportEvents;
  /**
   * Calls back with where the contact is: at once when that is known, else when DNS has answered.
   */
  locate(contact: Contact, then: (located: Located) => void): void;
  markDead(target: Target): void;
  readonly publicAddresses: PublicAddresses;
  /** What our Contact says to this target. */
  local(side: Side, target: Place): LocalAddress;
}

/** A target that failed is tried last for so long. */
const deadMs = 60_000;

interface CoreOptions {
  readonly world: World;
  readonly transport: Transport;
  readonly events: EndpointEvents;
  readonly configuration: () => Configuration;
  readonly statistics: Statistics;
  readonly log: EventLog;
  readonly peers: () => Peers;
  readonly phones: () => Phones;
  /** A server sees us elsewhere than before. */
  readonly moved: (sighting: Sighting) => void;
}

export function createCore(options: CoreOptions): Core {
  const { world, transport, events, configuration, statistics, moved: changed } = options;
  const { clock, random, log } = world;
  let asked = setting(configuration(), 'dns-servers');
  let resolver = world.openResolver(asked);
  const locator = new DnsLocator({
    clock,
    random,
    resolver: {
      query(name: string, type: DnsType): Promise<DnsAnswer> {
        const now = setting(configuration(), 'dns-servers');
        if (now !== asked) resolver = world.openResolver(now);
        asked = now;
        return resolver.query(name, type);
      },
    },
  });
  const strangers = new Strangers({ ...options, clock, events: options.log });
  const publicAddresses = new PublicAddresses({ ...options, changed });
  const endpoint = createEndpoint({
    clock,
    random,
    transport,
    events,
    timers: liveTimers(configuration),
    counts: sipCounts(statistics),
    admits: (flow) => strangers.admits(flow),
    seen: (...sight) => publicAddresses.heard(...sight),
    onFault: (error) => log.error({ error }, 'a user of a transaction failed'),
  });
  return {
    clock,
    random,
    transport,
    endpoint,
    dialogs: new Dialogs(),
    publicAddresses,
    get product() {
      return setting(configuration(), 'user-agent');
    },
    locate(contact, then) {
      const place = placeOf(contact);
      const known = locator.known(place);
      if (known) then(known);
      // Asked all the same, so that the next walk has what DNS says by then.
      const located = locator.locate(place);
      located
        .catch((error: unknown): Located => ({ ok: false, reason: String(error) }))
        .then((found) => known ?? then(found))
        .catch((error: unknown) => log.error({ error }, 'who asked where a server is has failed'));
    },
    local: (side, target) => publicAddresses.local(side, target),
    markDead: (target) => locator.markDead(target, deadMs),
  };
}
