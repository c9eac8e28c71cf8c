/** One leg's end of a stream: takes what the other end has, and gives what its own leg has. */

import type { Reception } from '../rtp/reception.ts';
import type { Agreed } from '../sdp/compose.ts';
import type { Ears } from './ear.ts';
import type { Pacer } from './pacer.ts';
import type { PortPairs } from './port-pairs.ts';
import type { Silence } from './silence-watch.ts';

/** What an end has around it. */
export interface Surroundings {
  readonly now: () => number;
  readonly pacer: Pacer;
  readonly ears: Ears;
  readonly pairs: PortPairs;
  /** Counts what comes from the leg. */
  readonly reception: Reception;
  /** A port that cannot be had. */
  readonly unbound: (port: number, code: string) => void;
  /** A sound with an end has ended. */
  readonly played: () => void;
  readonly fileFailed: (reason: string) => void;
  /** The leg has pressed a key. */
  readonly pressed: (digit: string) => void;
  /** A key of the leg across was heard in its audio. */
  readonly heard: (digit: string) => void;
}

/** What packets can be handed to. */
export interface Hearer {
  sendRtp(bytes: Buffer): void;
  sendRtcp(bytes: Buffer): void;
}

export interface End extends Hearer {
  /** Keys pressed in the leg's name. */
  press(digits: string, digitMs: number, isInBand: boolean): void;
  /** Where its leg's packets go to. */
  join(peer: Hearer | undefined): void;
  /** The G.711 that can be handed to it. */
  agreed(): Agreed | undefined;
  /** Undefined when nothing is expected from the leg. */
  silence(nowMs: number): Silence | undefined;
  close(): void;
}
