/** One ended call, as it is kept: exactly one verdict each. */
import type { Try } from './walk.ts';

export type Verdict = 'success' | 'clientError' | 'upstreamError' | 'serverError' | 'indeterminate';

export type Direction = 'internal' | 'outgoing' | 'incoming';

/** What arrived from one leg of a call, and how it probably sounded. */
export interface LegMedia {
  readonly packets: number;
  readonly lost: number;
  readonly jitterMs: number;
  /** Key presses. */
  readonly dtmfEvents: number;
  /** Packets from elsewhere, which were dropped. */
  readonly foreign: number;
  /** To the leg and back, as RTCP tells it. */
  readonly roundTripMs: number | undefined;
  /** 1 to 4.5; undefined before anything has arrived. */
  readonly opinionScore: number | undefined;
}

/** `a` called, `b` was called. */
export interface CallMedia {
  readonly a: LegMedia;
  readonly b: LegMedia;
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
  /** The call that went on where this one was transferred. */
  readonly transferredTo?: string | undefined;
  readonly transferredFrom?: string | undefined;
}
