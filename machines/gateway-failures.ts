/** The failures of a gateway's children as data: whose, how often, and who rests for how long. */
import type { Configuration } from '../src/domain/configuration.ts';
import { type CrashHistory, decideRestart, noCrashes } from '../src/domain/restart.ts';
import type { Crash } from './events.ts';
import { serverKey, serversOf } from './gateway-family.ts';

/** Failures by seat: `line:alice`, `server:proxy:east`, `port:p1`. */
export interface Failures {
  readonly crashes: ReadonlyMap<string, CrashHistory>;
  /** Those that wait to be started again. */
  readonly resting: ReadonlyMap<string, Crash>;
}

export const noFailures: Failures = { crashes: new Map(), resting: new Map() };

/** Every seat has a history of its own: what fails in one place says nothing of the others. */
export function withCrash(
  { crashes, resting }: Failures,
  seat: string,
  message: string,
  nowMs: number,
): Failures {
  const [history, { kind, delayMs }] = decideRestart(crashes.get(seat) ?? noCrashes, nowMs);
  const crash: Crash = { message, delayMs, isParked: kind === 'park' };
  return {
    crashes: new Map([...crashes, [seat, history]]),
    resting: new Map([...resting, [seat, crash]]),
  };
}

/** Whoever is configured no more has no past either. */
export function onlyConfigured(failures: Failures, configuration: Configuration): Failures {
  const seats = new Set([
    ...configuration.users.map(({ name }) => `line:${name}`),
    ...configuration.ports.map(({ name }) => `port:${name}`),
    ...serversOf(configuration).map((server) => `server:${serverKey(server)}`),
  ]);
  const kept = <Value>(map: ReadonlyMap<string, Value>) =>
    new Map([...map].filter(([seat]) => seats.has(seat)));
  return { crashes: kept(failures.crashes), resting: kept(failures.resting) };
}
