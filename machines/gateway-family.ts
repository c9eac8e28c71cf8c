/** The children of a gateway as data: who has a seat, who sits in it, who rests after a failure. */
import type { Configuration, Server } from '../src/domain/configuration.ts';
import { type CrashHistory, decideRestart, noCrashes } from '../src/domain/restart.ts';
import type { Crash } from './events.ts';

/** Failures by seat: `line:alice`, `server:proxy:east`, `port:p1`. */
export interface Failures {
  readonly crashes: ReadonlyMap<string, CrashHistory>;
  /** Those that wait to be started again. */
  readonly resting: ReadonlyMap<string, Crash>;
}

export const noFailures: Failures = { crashes: new Map(), resting: new Map() };

export function serverKey({ kind, name }: Pick<Server, 'kind' | 'name'>): string {
  return `${kind}:${name}`;
}

export function serversOf(configuration: Configuration): readonly Server[] {
  return [...configuration.locationServers, ...configuration.proxyServers];
}

/** What stays of an actor's id when the next one sits in its place. */
export function seatOf(actorId: string): string {
  return actorId.slice(0, actorId.lastIndexOf('#'));
}

/** The refs kept for what is configured, and new ones for what has none yet. */
export function seated<Row, Ref>(
  rows: readonly Row[],
  refs: ReadonlyMap<string, Ref>,
  keyOf: (row: Row) => string,
  born: (row: Row, key: string) => Ref | undefined,
): ReadonlyMap<string, Ref> {
  const next = new Map<string, Ref>();
  for (const row of rows) {
    const key = keyOf(row);
    const ref = refs.get(key) ?? born(row, key);
    if (ref) next.set(key, ref);
  }
  return next;
}

export function without<Ref extends { readonly id: string }>(
  refs: ReadonlyMap<string, Ref>,
  id: string,
): ReadonlyMap<string, Ref> {
  return new Map([...refs].filter(([, ref]) => ref.id !== id));
}

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
