/**
 * What the parent and the media child tell each other. The parent's word is a whole session as it
 * shall be.
 */
import type { Hearing, Leg, MediaEvent, MediaStats, Member, Sound } from './media.ts';
import type { Agreed } from './sdp/compose.ts';
import type { Place } from './sdp/places.ts';
import type { Suite } from './srtp/suites.ts';

/** Master keys with their salts, in base64. */
export interface SrtpPlan {
  readonly suite: Suite;
  /** Theirs: opens what comes from the leg. */
  readonly receive: string;
  /** Ours: seals what goes to it. */
  readonly send: string;
}

/** A leg behind a socket. */
export interface RemotePlan {
  readonly kind: 'remote';
  /** The address the sockets are bound to: RTP on `port`, RTCP one above. */
  readonly bind: string;
  readonly port: number;
  /** Where its description says it listens. */
  readonly signalled?: Place | undefined;
  readonly rtcp?: Place | undefined;
  /** Rises with every description; only then may the source be learnt anew. */
  readonly generation: number;
  /** Whether it should be heard: decides what counts as silence. */
  readonly sends: boolean;
  /** Wants to receive nothing for now. */
  readonly isHeld: boolean;
  /** The G.711 it takes. */
  readonly agreed?: Agreed | undefined;
  /** The telephone-event that the other leg takes: what keys pressed in this leg's name become. */
  readonly eventType?: number | undefined;
  readonly srtp?: SrtpPlan | undefined;
}

/** A leg that ends in the child. */
export interface LocalPlan {
  readonly kind: 'local';
  /** What the other leg takes; nothing is sent before that is known. */
  readonly agreed?: Agreed | undefined;
  readonly sends: boolean;
  readonly sound: Sound;
  /** Rises with every order to play, so that the same sound may begin anew. */
  readonly order: number;
  /** Keys come as tones in the audio: one of the two takes no telephone-events. */
  readonly hasKeysInBand: boolean;
  /** The port that hears what comes for it. */
  readonly ear?: string | undefined;
}

export type EndPlan = RemotePlan | LocalPlan;

export interface StreamPlan {
  readonly transport: 'rtp' | 'udp';
  /** Keys pass through here: reports cannot be read. */
  readonly isSealed: boolean;
  /**
   * Clock rates of payload types that do not run at 8000 Hz, and which of them are telephone-
   * event.
   */
  readonly clockRates: Readonly<Record<string, number>>;
  readonly eventTypes: readonly number[];
  readonly a?: EndPlan | undefined;
  readonly b?: EndPlan | undefined;
}

export interface SessionPlan {
  readonly session: string;
  /** By m= line; one that is not relayed has neither end. */
  readonly streams: readonly StreamPlan[];
}

export interface Keys {
  readonly digits: string;
  readonly digitMs: number;
  readonly isInBand: boolean;
}

export type ToChild =
  | { readonly type: 'start'; readonly inactivityMs: number }
  | { readonly type: 'session'; readonly plan: SessionPlan }
  | { readonly type: 'close'; readonly session: string }
  /** The port and the one above it; both are bound until they are released. */
  | {
      readonly type: 'bind';
      readonly id: number;
      readonly address: string;
      readonly port: number;
    }
  | { readonly type: 'release'; readonly port: number }
  | { readonly type: 'press'; readonly session: string; readonly leg: Leg; readonly keys: Keys }
  /** Without anything to hear the ear is gone. */
  | { readonly type: 'hear'; readonly ear: string; readonly hearing?: Hearing | undefined }
  /** Without members it ends. */
  | { readonly type: 'conference'; readonly id: string; readonly members: readonly Member[] }
  | { readonly type: 'stats'; readonly id: number; readonly session: string }
  | { readonly type: 'stop' };

export type SessionStats = Readonly<Record<Leg, MediaStats>>;

export type FromChild =
  /** Without a code both are. */
  | { readonly type: 'bound'; readonly id: number; readonly code?: string | undefined }
  | { readonly type: 'event'; readonly event: MediaEvent }
  /** A child that took the place of another could not bind what that one had bound. */
  | {
      readonly type: 'unbound';
      readonly session: string;
      readonly port: number;
      readonly code: string;
    }
  | { readonly type: 'stats'; readonly id: number; readonly stats?: SessionStats | undefined };
