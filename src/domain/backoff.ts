/**
 * How long a line waits: after a failed round (RFC 5626 §4.5), after refusals for good, before a
 * refresh.
 */
import { limits } from './limits.ts';

export interface BackoffSettings {
  readonly baseSeconds: number;
  readonly maxSeconds: number;
}

export interface SlowLaneSettings {
  readonly refusedMinSeconds: number;
  readonly refusedMaxSeconds: number;
}

/** Never fewer than this between two rounds of a line. */
export const roundSpacingMs = 1000;

/** A refresh leaves time for one whole walk over silent servers, and this. */
const refreshMarginMs = 10_000;

/** Node fires a longer timer at once. */
export function clampDelay(ms: number): number {
  return Math.min(Math.max(0, Math.round(ms)), limits.delayMsMax);
}

/** W = min(max, base·2^n), waited to 50–100 %; never less than the shortest quarantine. */
export function retryDelayMs(
  { baseSeconds, maxSeconds }: BackoffSettings,
  /** Failed rounds before this one. */
  failures: number,
  /** Uniform in [0, 1). */
  chance: number,
  quarantineMs: number,
): number {
  const boundMs = Math.min(maxSeconds, baseSeconds * 2 ** Math.min(failures, 30)) * 1000;
  return clampDelay(Math.max(boundMs * (0.5 + chance / 2), quarantineMs));
}

/** Every server refused for good: somebody must change something, so asking seldom is enough. */
export function slowLaneDelayMs(settings: SlowLaneSettings, chance: number): number {
  const minMs = settings.refusedMinSeconds * 1000;
  const maxMs = Math.max(minMs, settings.refusedMaxSeconds * 1000);
  return clampDelay(minMs + (maxMs - minMs) * chance);
}

/**
 * A random 50–90 % of the lease, but early enough for a walk over every server. Leases too short
 * for
 * that are refreshed at their half.
 */
export function refreshDelayMs(
  expiresSeconds: number,
  /** The longest that one walk over the list may take. */
  walkMs: number,
  chance: number,
): number {
  const leaseMs = expiresSeconds * 1000;
  const latestMs = leaseMs - (walkMs + refreshMarginMs);
  const chosenMs = Math.min(leaseMs * (0.5 + 0.4 * chance), latestMs);
  return clampDelay(Math.max(chosenMs, leaseMs / 2, roundSpacingMs));
}

/** An interval ±20 %, so that gateways started together do not probe together. */
export function jitteredMs(intervalMs: number, chance: number): number {
  return clampDelay(intervalMs * (0.8 + 0.4 * chance));
}
