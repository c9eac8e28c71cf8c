/** One leg's end of a stream: takes what the other end has, and gives what its own leg has. */
import type { Reception } from '../rtp/reception.ts';
import type { Pacer } from './pacer.ts';

/** What an end has around it. */
export interface Surroundings {
  now(): number;
  readonly pacer: Pacer;
  /** Counts what comes from the leg. */
  readonly reception: Reception;
  /** A port that cannot be had. */
  unbound(port: number): void;
}

export interface End {
  sendRtp(bytes: Buffer): void;
  sendRtcp(bytes: Buffer): void;
  /** The end its packets go to. */
  join(peer: End | undefined): void;
  /** How long a leg that should be heard has said nothing; undefined when nothing is expected. */
  silentMs(nowMs: number): number | undefined;
  close(): void;
}
