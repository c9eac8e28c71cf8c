/**
 * Everything outside the gateway, as inputs: time, chance, the network, names, disk, media, log.
 * ADR 4.
 */

import type { ProfileFile } from '../domain/built-in-profiles.ts';
import type { DaemonPlace } from '../domain/media-engine.ts';
import type { EngineEvent, MediaEngine, MediaEvent } from '../media/media.ts';
import type { Log } from '../runtime/log.ts';
import type { Clock, Random } from '../sip/clock.ts';
import type { Transport, TransportEvents } from '../sip/flow.ts';
import type { Resolver } from '../sip/locate-cache.ts';
import type { SideAddress } from '../sip/transport/transport.ts';
import type { Store } from '../store/store.ts';
import type { SoundFiles } from './ports/sound-files.ts';

export interface Sides {
  readonly lan: SideAddress;
  readonly wan: SideAddress;
}

/** Files that TLS goes by; undefined: the system's CAs, no certificate of our own. */
export interface TlsFiles {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

export interface NetworkSettings {
  readonly sides: Sides;
  readonly tls: TlsFiles;
}

export interface MediaSettings {
  readonly sides: Sides;
  readonly ports: { readonly low: number; readonly high: number };
  readonly inactivityMs: number;
  readonly sessionsMax: number;
  /** The rtpengines that relay; none: the built-in engine does. */
  readonly daemons: readonly DaemonPlace[];
}

/** The engine as it was opened. */
export type OpenedMedia = MediaEngine & {
  /** Absent: it keeps the settings that it was opened with. */
  configure?(settings: MediaSettings): void;
  /** Processes that it relies on and that do not answer; absent: there are none. */
  silent?(): readonly string[];
};

/** The network as it was opened. */
export type OpenedTransport = Transport & {
  /** TLS by these files from now on, all else as it is; rejects while that cannot be. */
  secure?(files: TlsFiles): Promise<void>;
};

export interface World {
  readonly clock: Clock;
  readonly random: Random;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
  readonly log: Log;
  readonly store: Store;
  /** Addresses by which others may reach this machine now; absent: they are as configured. */
  readonly localAddresses?: () => readonly string[];
  /** Whether this is an address of the machine now, whoever may reach it; absent: all are. */
  readonly hasAddress?: (address: string) => boolean;
  /** Rejects with a Refusal when a listener cannot be opened. */
  openTransport(settings: NetworkSettings, events: TransportEvents): Promise<OpenedTransport>;
  openMedia(
    settings: MediaSettings,
    onEvent: (event: MediaEvent | EngineEvent) => void,
  ): OpenedMedia;
  openResolver(servers: string): Resolver;
  /** Profiles of the operator's own; absent: none. */
  readonly profileFiles?: (() => Promise<readonly ProfileFile[]>) | undefined;
  /** Absent: there is no disk for them. */
  readonly sounds?: SoundFiles;
}

export function isoTime(wallMs: number): string {
  return new Date(wallMs).toISOString();
}

type Clocks = Pick<World, 'clock' | 'wallClock'>;

/** How far wall time was from monotonic time when it was last looked at, by world. */
const offsets = new WeakMap<Clocks, number>();

/** Both clocks are rounded, so a difference like this says nothing; a larger one was set. */
const steppedMs = 50;

/** Monotonic time as wall time: whoever asks twice is told the same. */
export function instantAt(world: Clocks, monotonicMs: number): string {
  const measured = world.wallClock() - world.clock.now();
  const known = offsets.get(world);
  const isSame = known !== undefined && Math.abs(measured - known) < steppedMs;
  const offset = isSame ? known : measured;
  offsets.set(world, offset);
  return isoTime(offset + monotonicMs);
}
