/** The base values of RFC 3261 §17 and what its table 4 makes of them. */
export interface Timers {
  /** Round trip estimate. */
  readonly t1Ms: number;
  /** Longest gap between retransmissions of a non-INVITE request or an INVITE response. */
  readonly t2Ms: number;
  /** Longest time a message stays in the network. */
  readonly t4Ms: number;
}

export const defaultTimers: Timers = { t1Ms: 500, t2Ms: 4000, t4Ms: 5000 };

/** Timers B, F, H, J, L and M: 64*T1. */
export function lifetimeMs({ t1Ms }: Timers): number {
  return 64 * t1Ms;
}

/** Timer D: at least 32 s over datagrams, 0 over streams. */
export function timerDMs(timers: Timers, reliable: boolean): number {
  return reliable ? 0 : Math.max(32_000, lifetimeMs(timers));
}

/** Timers I and K: T4 over datagrams, 0 over streams. */
export function settleMs({ t4Ms }: Timers, reliable: boolean): number {
  return reliable ? 0 : t4Ms;
}

/**
 * RFC 4320 §4.1: how long until a client's timer E has grown to T2; a 100 before that helps nobody.
 */
export function lateTryingMs({ t1Ms, t2Ms }: Timers): number {
  let elapsedMs = 0;
  for (let gapMs = Math.max(t1Ms, 1); gapMs < t2Ms; gapMs *= 2) elapsedMs += gapMs;
  return elapsedMs;
}
