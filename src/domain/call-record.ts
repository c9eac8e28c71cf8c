/** One ended call, as it is kept: exactly one verdict each. */
import type { Try } from './walk.ts';

export type Verdict = 'success' | 'clientError' | 'upstreamError' | 'serverError' | 'indeterminate';

export type Direction = 'internal' | 'outgoing' | 'incoming';

/** What arrived from one leg of a call, and how it probably sounded. */
export interface LegMedia {
  readonly packets: number;
  /** Undefined, as jitter and key presses: whoever relayed it could not tell. */
  readonly lost: number | undefined;
  readonly jitterMs: number | undefined;
  /** Key presses. */
  readonly dtmfEvents: number | undefined;
  /** Packets from elsewhere, which were dropped. */
  readonly foreign: number;
  /** To the leg and back, as RTCP tells it. */
  readonly roundTripMs: number | undefined;
  /** 1 to 4.5; undefined before anything has arrived, or while nothing is known of it. */
  readonly opinionScore: number | undefined;
}

/** `a` called, `b` was called. */
export interface CallMedia {
  readonly a: LegMedia;
  readonly b: LegMedia;
}

/** One time that a call was handed on to somebody else, or was to be. */
export interface CallTransfer {
  /** ISO 8601 UTC: when it was asked for. */
  readonly at: string;
  /** Who asked: a user, or the number of somebody outside. */
  readonly by: string;
  /** `pickup`: somebody else took the place of a party (RFC 3891). */
  readonly kind: 'blind' | 'attended' | 'pickup';
  /** The number that it was handed on to. */
  readonly to: string;
  readonly route: string;
  /** `connected`, else the cause why it was not. */
  readonly outcome: string;
}

export interface CallRecord {
  readonly id: string;
  readonly direction: Direction;
  /** User name, or the number of an outside caller. */
  readonly from: string;
  /** The dialled or called number. */
  readonly to: string;
  /** ISO 8601 UTC instants. */
  readonly startedAt: string;
  readonly connectedAt: string | undefined;
  readonly endedAt: string;
  readonly verdict: Verdict;
  /** A stable word from `cause.ts`: `normal-clearing`, `busy`, `no-server-reachable` … */
  readonly cause: string;
  /** The way the call took: `user bob`, `rule short01`, `proxies`. */
  readonly route: string;
  readonly tries: readonly Try[];
  /** Calls that were connected, where the media engine told. */
  readonly media?: CallMedia | undefined;
  /** The leg that was not heard for seconds while the other was. */
  readonly silent?: 'a' | 'b' | undefined;
  /** What went wrong with media. */
  readonly mediaFault?: string | undefined;
  /** Every time it was handed on, oldest first. */
  readonly transfers?: readonly CallTransfer[] | undefined;
  /** The call that it was joined to by a transfer, and ended with. */
  readonly joinedTo?: string | undefined;
}
