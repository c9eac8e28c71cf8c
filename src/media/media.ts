/** The media port: a session joins two legs' RTP. The built-in engine lives in a child process. media.md */
import type { Side } from '../domain/side.ts';

export interface MediaStats {
  readonly packets: number;
  readonly lost: number;
  /** RFC 3550 interarrival jitter, milliseconds. */
  readonly jitterMs: number;
  readonly dtmfEvents: number;
}

export type MediaEvent =
  | { readonly type: 'inactive'; readonly session: string; readonly silentMs: number }
  | { readonly type: 'fault'; readonly session: string; readonly reason: string };

/** `a` is the leg that called, `b` the leg that is called. */
export type Leg = 'a' | 'b';

/** Synchronous on purpose: ports are allocated here, the child is told and does not answer. */
export interface Media {
  /**
   * Anchors a description that came from `from` and gives the description for the other leg, which
   * lives on `towards`. Works for offers and answers, first ones and later ones.
   * Throws a `Refusal` (`E-SDP-INVALID`, `E-MEDIA-EXHAUSTED`).
   */
  relay(session: string, from: Leg, fromSide: Side, towards: Side, sdp: Buffer): Buffer;
  /** Frees ports; safe to call twice and for unknown sessions. */
  close(session: string): void;
  stats(session: string): Promise<{ readonly a: MediaStats; readonly b: MediaStats } | undefined>;
  /** Sessions that hold ports now. */
  count(): number;
  stop(): Promise<void>;
}
