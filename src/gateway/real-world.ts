/** The real world: this machine's clock, chance, sockets, resolvers, disk and media process. */
import { networkInterfaces } from 'node:os';
import { Refusal } from '../domain/refusal.ts';
import { EngineChoice } from '../media/engine-choice.ts';
import { realClock, wallClock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { realRandom } from '../runtime/random.ts';
import { createResolver } from '../runtime/resolver.ts';
import { ListenFault, openTransport, type SideAddress } from '../sip/transport/transport.ts';
import type { Store } from '../store/store.ts';
import { readTls } from './tls-files.ts';
import type { MediaSettings, World } from './world.ts';

export function realWorld(store: Store, log: Log): World {
  return {
    clock: realClock,
    random: realRandom,
    wallClock,
    log,
    store,
    localAddresses,
    hasAddress,
    openResolver: createResolver,
    async openTransport({ sides, tls }, events) {
      try {
        const transport = await openTransport({
          ...{ sides, events, clock: realClock },
          tls: readTls(tls),
        });
        return { ...transport, secure: async (files) => transport.secure(readTls(files)) };
      } catch (error) {
        if (error instanceof ListenFault) throw new Refusal('E-LISTEN', error.message);
        throw error;
      }
    },
    openMedia(settings, onEvent) {
      const media = new EngineChoice({
        ...mediaOptions(settings),
        clock: realClock,
        onEvent,
        log: (fields, message) => log.warn(fields, message),
      });
      const configure = (later: MediaSettings) => media.reconfigure(mediaOptions(later));
      return Object.assign(media, { configure });
    },
  };
}

/** Without loopback and what holds on one link only (RFC 3927, RFC 4291 §2.5.6). */
function localAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !/^(169\.254\.|fe80:)/i.test(address))
    .map(({ address }) => address);
}

/** Of an interface that is up; all of 127.0.0.0/8 is ours without being listed. */
function hasAddress(address: string): boolean {
  if (address.startsWith('127.')) return true;
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some((one) => one.address.toLowerCase() === address.toLowerCase()),
  );
}

function mediaOptions({ sides, ports, inactivityMs, sessionsMax, daemons }: MediaSettings) {
  const addresses = { lan: mediaSide(sides.lan), wan: mediaSide(sides.wan) };
  return { addresses, portRange: ports, inactivityMs, sessionsMax, daemons };
}

function mediaSide({ address, advertise }: SideAddress) {
  return { bind: address, advertise: advertise ?? address };
}
