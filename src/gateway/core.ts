/** What all user agents of the gateway share: the endpoint, the dialogs, where servers are. */
import type { Configuration, Contact } from '../domain/configuration.ts';
import { setting } from '../domain/protocol.ts';
import { createEndpoint } from '../sip/endpoint.ts';
import type { Flow, Target, Transport, TransportEvents } from '../sip/flow.ts';
import { DnsLocator, type Located } from '../sip/locate.ts';
import type { DnsAnswer, DnsType } from '../sip/locate-cache.ts';
import type { MessageCounts } from '../sip/message-counts.ts';
import type { Endpoint, EndpointEvents } from '../sip/transaction-user.ts';
import { Dialogs } from '../sip/ua/dialogs.ts';
import type { Services } from '../sip/ua/services.ts';
import { liveTimers } from './settings.ts';
import { placeOf } from './uris.ts';
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
}

/** A target that failed is tried last for so long. */
const deadMs = 60_000;

interface CoreOptions {
  readonly world: World;
  readonly transport: Transport;
  readonly events: EndpointEvents;
  readonly configuration: () => Configuration;
  readonly counts: MessageCounts;
  readonly admits: (flow: Flow) => boolean;
}

export function createCore(options: CoreOptions): Core {
  const { world, transport, events, configuration, counts, admits } = options;
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
  const endpoint = createEndpoint({
    clock,
    random,
    transport,
    events,
    timers: liveTimers(configuration),
    counts,
    admits,
    onFault: (error) => log.error({ error }, 'a user of a transaction failed'),
  });
  return {
    clock,
    random,
    transport,
    endpoint,
    dialogs: new Dialogs(),
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
    markDead: (target) => locator.markDead(target, deadMs),
  };
}
