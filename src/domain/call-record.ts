/** One ended call, as it is kept: exactly one verdict each. */
import type { Try } from './walk.ts';

export type Verdict = 'success' | 'clientError' | 'upstreamError' | 'serverError' | 'indeterminate';

export type Direction = 'internal' | 'outgoing' | 'incoming';

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
}
