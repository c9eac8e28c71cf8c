/** What health knows of a server means for the next attempt there. failover.md §2.4, last lines. */
import type { Configuration, Server } from './configuration.ts';
import { setting } from './protocol.ts';
import type { Health, PlannedTry } from './walk.ts';

export interface AttemptSettings {
  /** Silence that ends an attempt at a server nothing bad is known of. */
  readonly attemptMs: number;
  readonly suspectAttemptMs: number;
  /** 0 skips a server that is held as down. */
  readonly downAttemptMs: number;
}

export type FailBack = 'none' | 'refresh' | 'probe' | 'timer';

/** Longest obedience to a Retry-After. */
const quarantineMaxSeconds = 3600;

export function quarantineMs(retryAfterSeconds: number): number {
  return Math.min(Math.max(0, retryAfterSeconds), quarantineMaxSeconds) * 1000;
}

/** The health decides how long a server may stay silent, never its place in the order. */
export function attemptFor(
  health: Health,
  settings: AttemptSettings,
  quarantineLeftMs = 0,
): Omit<PlannedTry, 'server'> {
  const { attemptMs, suspectAttemptMs, downAttemptMs } = settings;
  if (health === 'quarantined') {
    const note = `quarantined for ${Math.ceil(quarantineLeftMs / 1000)} s`;
    return { attemptMs: 0, note, quarantineMs: quarantineLeftMs };
  }
  if (health === 'disabled') return { attemptMs: 0, note: 'disabled' };
  if (health === 'down') return { attemptMs: Math.min(downAttemptMs, attemptMs), note: 'down' };
  if (health === 'suspect') {
    return { attemptMs: Math.min(suspectAttemptMs, attemptMs), note: 'suspect' };
  }
  return { attemptMs, note: undefined };
}

/** `auto` probes where there is a master to go back to. */
export function failBackOf(setting: string, isMaster: boolean): FailBack {
  if (setting === 'refresh' || setting === 'probe' || setting === 'timer') return setting;
  return setting === 'auto' && isMaster ? 'probe' : 'none';
}

/** How lines get back to this server, if it is their master. */
export function failBackIn(
  configuration: Configuration,
  { kind, master }: Pick<Server, 'kind' | 'master'>,
): FailBack {
  const name = kind === 'location' ? 'location-fail-back' : 'proxy-fail-back';
  return failBackOf(setting(configuration, name), master);
}

/** The long-term walk time of a list: every server silent. */
export function walkMs(plan: readonly PlannedTry[]): number {
  return plan.reduce((sum, { attemptMs }) => sum + attemptMs, 0);
}
