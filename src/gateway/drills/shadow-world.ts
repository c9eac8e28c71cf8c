/**
 * The shadow world of a drill: the gateway's own code with the current configuration, among servers
 * that do not exist, in a time of its own. ADR 17.
 */
import type { Configuration, Port } from '../../domain/configuration.ts';
import { seededRandom } from '../../drill/seeded-random.ts';
import { shadowDescription, shadowMedia } from '../../drill/shadow-media.ts';
import { ShadowNetwork } from '../../drill/shadow-network.ts';
import { shadowProvider } from '../../drill/shadow-provider.ts';
import { shadowServers } from '../../drill/shadow-servers.ts';
import { shadowStore } from '../../drill/shadow-store.ts';
import { VirtualClock } from '../../drill/virtual-clock.ts';
import type { World } from '../world.ts';

export interface ShadowWorld {
  readonly clock: VirtualClock;
  readonly world: World;
  /** Takes every server of this name away, or gives it back. */
  cut(server: string): void;
  join(server: string): void;
}

/** Every drill of one configuration goes the same way. */
const seed = 1;

export function createShadowWorld(configuration: Configuration, startedAtMs: number): ShadowWorld {
  const clock = new VirtualClock();
  const network = new ShadowNetwork(clock);
  const servers = shadowServers(configuration);
  for (const place of servers.places) {
    network.listen(place, shadowProvider(clock, place, shadowDescription));
  }
  return {
    clock,
    world: {
      clock,
      random: seededRandom(seed),
      wallClock: () => startedAtMs + clock.now(),
      log: { info: silent, warn: silent, error: silent },
      store: shadowStore(),
      openTransport: async ({ sides }, events) => {
        const local = ({ address, advertise = address, port }: (typeof sides)['lan']) => ({
          host: advertise,
          port,
        });
        return network.transport({ lan: local(sides.lan), wan: local(sides.wan) }, events);
      },
      openMedia: shadowMedia,
      openResolver: () => servers.resolver,
    },
    cut: (server) => servers.keysOf(server).forEach((key) => network.cut(key)),
    join: (server) => servers.keysOf(server).forEach((key) => network.join(key)),
  };
}

/** Phones become handsets that can be dialled on; no secret is taken along. */
export function shadowConfiguration(configuration: Configuration): Configuration {
  return {
    ...configuration,
    ports: configuration.ports.map(handset),
    users: configuration.users.map((user) => ({ ...user, password: undefined })),
    drafts: [],
  };
}

function handset({ name, enabled }: Port): Port {
  return {
    name,
    enabled,
    kind: 'soft',
    login: undefined,
    password: undefined,
    contact: undefined,
    digitMap: undefined,
    dialMask: 0,
    prefixReplacements: [],
  };
}

function silent(): void {
  // Nobody reads the log of a world that does not exist.
}
