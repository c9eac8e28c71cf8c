/**
 * Decision table A, where an attempt has left its server: what the refusal means for the walk.
 * failover.md §2.3.
 */

/**
 * What a server's final refusal said. Steps inside one attempt (401, 423, 3xx …) are
 * `src/sip/ua`'s.
 */
export interface Refused {
  readonly status: number;
  readonly retryAfterSeconds?: number | undefined;
}

/** 4xx and 6xx are for good, but for those that speak of the moment only. */
export function isPermanentRefusal(status: number): boolean {
  if (status === 408 || status === 480) return false;
  return (status >= 400 && status < 500) || status >= 600;
}

/**
 * How long the server asked to be left alone: only a 503 with Retry-After asks (RFC 3261 §21.5.4).
 */
export function askedQuarantineSeconds({ status, retryAfterSeconds = 0 }: Refused): number {
  return status === 503 ? retryAfterSeconds : 0;
}
