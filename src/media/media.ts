/**
 * The media port: a session joins two legs' RTP. The built-in engine lives in a child process.
 * media.md
 */
import type { Side } from '../domain/side.ts';
import type { Country, ToneName } from '../domain/tones.ts';

/** What arrived from one leg. */
export interface MediaStats {
  readonly packets: number;
  /** Of their payload. */
  readonly bytes: number;
  /** Undefined, as jitter and keys: this engine cannot tell. */
  readonly lost: number | undefined;
  /** RFC 3550 interarrival jitter, milliseconds. */
  readonly jitterMs: number | undefined;
  /** Key presses (RFC 4733), not their packets. */
  readonly dtmfEvents: number | undefined;
  /** Packets that came from somewhere else than the leg, and were dropped. */
  readonly foreign: number;
  /** Packets that were neither RTP nor RTCP, and were dropped. */
  readonly malformed: number;
  /** What the leg reports of what it receives (RTCP). */
  readonly reported?: ReportedStats | undefined;
  /**
   * How what arrives probably sounds, 1 to 4.5 (E-model); undefined before anything has, or while
   * nothing is known of it.
   */
  readonly opinionScore?: number | undefined;
}

export interface ReportedStats {
  readonly lost: number;
  /** Lately, 0 to 1. */
  readonly lossShare: number;
  readonly jitterMs: number;
  /** Between here and the leg. */
  readonly roundTripMs?: number | undefined;
}

/** A process that calls may rely on answers again, or no longer. */
export interface EngineEvent {
  readonly type: 'engine';
  readonly engine: string;
  readonly isUp: boolean;
}

export type MediaEvent =
  /** A leg that should send has been silent for so long; told once a silence. */
  | {
      readonly type: 'inactive';
      readonly session: string;
      readonly leg: Leg;
      readonly silentMs: number;
    }
  /** Audio passes one way only: nothing comes from this leg. Then that it does again. */
  | { readonly type: 'oneWay'; readonly session: string; readonly silent: Leg }
  | { readonly type: 'bothWays'; readonly session: string }
  | { readonly type: 'fault'; readonly session: string; readonly reason: string }
  /** A sound with an end has ended. */
  | { readonly type: 'played'; readonly session: string; readonly leg: Leg }
  /** A sound or recording that cannot be, because of its file. */
  | {
      readonly type: 'fileFailed';
      readonly session: string;
      readonly leg: Leg;
      readonly reason: string;
    }
  /** A key was pressed on a leg (RFC 4733). */
  | {
      readonly type: 'digit';
      readonly session: string;
      readonly leg: Leg;
      readonly digit: string;
    }
  /** What an ear hears cannot be kept. */
  | { readonly type: 'recordingFailed'; readonly ear: string; readonly reason: string };

/** What is told of a session. */
export type OfSession = Exclude<MediaEvent, { type: 'recordingFailed' }>;

/** `a` is the leg that called, `b` the leg that is called. */
export type Leg = 'a' | 'b';

export function otherLeg(leg: Leg): Leg {
  return leg === 'a' ? 'b' : 'a';
}

/** What a leg that ends here sends: comfort silence, a sine, a tone of a country, a sound file. */
export type Sound =
  | 'silence'
  | { readonly hz: number }
  | ToneSound
  /** 8000 Hz, mono, 16-bit samples or G.711; once unless repeated. */
  | { readonly wav: string; readonly isRepeated?: boolean };

/** How a leg that ends here describes itself, from its first description on. */
export interface LocalStyle {
  /** Whether it takes telephone-events; it does by default, and hears tones where it does not. */
  readonly hasEvents?: boolean;
}

export interface ToneSound {
  readonly tone: ToneName;
  readonly country: Country;
}

/** What an ear hears besides the leg that it is on. */
export interface Hearing {
  /** Over what comes for the leg; alone while nothing comes. */
  readonly tone?: ToneSound | undefined;
  /** The WAV file, a new one, that all it hears is written to. */
  readonly recording?: string | undefined;
}

/** Which half of an exchange a description is (RFC 3264); an early answer may be said again. */
export type Half = 'offer' | 'answer';

/**
 * Descriptions are given at once by an engine that allocates ports itself, and later by one that
 * has to ask: always in the order in which they were asked for.
 */
export interface Media {
  /**
   * Anchors a description that came from `from` and gives the description for the other leg, which
   * lives on `towards`. Works for first ones and later ones.
   * Throws, or rejects with, a `Refusal` (`E-SDP-INVALID`, `E-SDP-UNACCEPTABLE`, `E-MEDIA-…`).
   */
  relay(
    session: string,
    from: Leg,
    fromSide: Side,
    towards: Side,
    sdp: Buffer,
    half: Half,
  ): Buffer | Promise<Buffer>;
  /**
   * Ends a leg here, as a soft port does: gives its offer, or its answer to the offer that `relay`
   * gave for it. What it gives is then relayed like any phone's description; when `relay` takes
   * another description from that leg, the leg is remote again.
   * Throws a `Refusal` (`E-SDP-INVALID`, `E-SDP-UNACCEPTABLE`, `E-MEDIA-BUDGET`).
   */
  terminate(session: string, leg: Leg, side: Side, offer?: Buffer, style?: LocalStyle): Buffer;
  /** What a terminated leg sends from now on; `silence` at first. Others ignore it. */
  play(session: string, leg: Leg, sound: Sound): void;
  /** Frees ports; safe to call twice and for unknown sessions. */
  close(session: string): void;
  stats(session: string): Promise<{ readonly a: MediaStats; readonly b: MediaStats } | undefined>;
  /** Sessions that hold ports now. */
  count(): number;
  stop(): Promise<void>;
}

/** Whether a leg's media is encrypted by keys in its descriptions (SDES). */
export type SrtpPolicy =
  /** Nothing is offered; where both legs say so, keys pass from one to the other untouched. */
  | 'off'
  /** Offered beside plain RTP (RFC 8643), taken where offered. */
  | 'preferred'
  /** A plain stream is refused. */
  | 'required';

/** What a leg's descriptions may hold; what is left out is as its side's. */
export interface LegPolicy {
  /** Off by default. */
  readonly srtp?: SrtpPolicy | undefined;
  /**
   * The audio codecs it may use, liked ones first, by their names in lower case; all by default.
   */
  readonly codecs?: readonly string[] | undefined;
}

/** One leg of one session. */
export interface Member {
  readonly session: string;
  readonly leg: Leg;
}

export interface PressOptions {
  /** How long each key is down; 100 ms by default. */
  readonly digitMs?: number;
  readonly isInBand?: boolean;
}

/** An engine as the gateway is given it: what not every engine can do may be missing. */
export type MediaEngine = Media &
  Partial<Omit<MediaServices, keyof Media>> & {
    /** Until it is closed this session, of an emergency call, may have what is kept from others. */
    prefer?(session: string): void;
  };

/** What only an engine that ends legs itself can do. */
export interface MediaServices extends Media {
  /** Holds for descriptions from now on. */
  setPolicy(session: string, leg: Leg, policy: LegPolicy): void;
  /** What is heard at a port, in a call or not; without anything that ends. */
  hear(ear: string, hearing?: Hearing): void;
  /** Puts an ear on a terminated leg, from where it was before; without one it hears no leg. */
  listen(ear: string, at?: Member): void;
  /**
   * Presses keys on a leg, one after the other: as telephone-events (RFC 4733), or on a leg that
   * ends here as tones in its audio. On a remote leg they take the place of its audio, as when it
   * has sent a SIP INFO.
   * Throws a `Refusal` (`E-DIGITS`) when they are none of 0-9, *, #, A-D, or not taken there.
   */
  press(session: string, leg: Leg, digits: string, options?: PressOptions): void;
  /**
   * The members hear each other, mixed; a conference without members ends, and its legs hear the
   * other legs of their sessions again. Meanwhile a leg across from a member that is no member
   * itself hears nobody.
   * Throws a `Refusal` (`E-CONFERENCE`).
   */
  conference(id: string, members: readonly Member[]): void;
}
