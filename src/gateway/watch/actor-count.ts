/** How many actors live, by chart and state: what a leak of actors would be seen by. */
import { type AnyActorRef, isMachineSnapshot } from 'xstate';
import type { ActorCount } from '../../management/view.ts';

/** `up`, `up` for `up.held`, and for regions side by side `attached+idle`. */
function wordOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const regions = Object.entries(value);
  const [only] = regions;
  if (regions.length === 1 && only) return only[0];
  return regions.map(([, inner]) => wordOf(inner)).join('+');
}

function isActor(value: unknown): value is AnyActorRef {
  return typeof value === 'object' && value !== null && 'getSnapshot' in value;
}

/** The actors given and all below them. */
export function countActors(roots: readonly (AnyActorRef | undefined)[]): readonly ActorCount[] {
  const found = new Map<string, ActorCount>();
  const waiting = roots.filter((root) => root !== undefined);
  for (let ref = waiting.pop(); ref !== undefined; ref = waiting.pop()) {
    const snapshot: unknown = ref.getSnapshot();
    if (!isMachineSnapshot(snapshot)) continue;
    const machine = snapshot.machine.id;
    const state = wordOf(snapshot.value);
    const key = `${machine} ${state}`;
    found.set(key, { machine, state, count: (found.get(key)?.count ?? 0) + 1 });
    waiting.push(...Object.values(snapshot.children).filter(isActor));
  }
  return [...found.values()];
}
