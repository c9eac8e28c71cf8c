/**
 * What a face is given and what it owes: the composition root starts, re-configures and stops faces
 * through this.
 */
import type { Configuration } from '../domain/configuration.ts';
import type { Commands } from './commands.ts';
import type { EventLog } from './events.ts';
import type { Statistics } from './statistics.ts';
import type { View } from './view.ts';

export interface FaceClock {
  /** Monotonic milliseconds. */
  now(): number;
  setTimeout(fire: () => void, delayMs: number): unknown;
  clearTimeout(id: unknown): void;
}

export interface FaceRandom {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Lower-case hexadecimal text of `bytes` random bytes. */
  hex(bytes: number): string;
}

/** Small durable facts of a face: engine boots, pending events. Texts up to 1 MiB. */
export interface FaceState {
  get(key: string): Promise<string | undefined>;
  /** Resolves when durable. */
  put(key: string, value: string): Promise<void>;
  remove(key: string): Promise<void>;
}

export interface FaceLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export interface FaceContext {
  readonly view: View;
  readonly commands: Commands;
  readonly events: EventLog;
  readonly statistics: Statistics;
  readonly state: FaceState;
  readonly clock: FaceClock;
  readonly random: FaceRandom;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
  readonly log: FaceLog;
}

export interface Face {
  /**
   * Brings listeners and sessions to what the configuration says; called at start and after each
   * change. Never rejects: it reports.
   */
  apply(configuration: Configuration): Promise<void>;
  stop(): Promise<void>;
}
