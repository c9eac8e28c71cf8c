/** The children of a gateway as data: who has a seat, and who sits in it. */
import type { Configuration, Server } from '../src/domain/configuration.ts';

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

/** Whether its context holds these very facts: what is no news is no step of a life. */
export function knows(ref: { getSnapshot(): object } | undefined, facts: object): boolean {
  const snapshot = ref?.getSnapshot() ?? {};
  // One that threw at its very start has no context.
  const context: unknown = 'context' in snapshot ? snapshot.context : undefined;
  if (typeof context !== 'object' || context === null) return false;
  return Object.entries(facts).every(([name, fact]) => Reflect.get(context, name) === fact);
}
