/** What charts are started with in tests: recorders, a manual clock, chance that is chosen. */
import { Actor, type InspectionEvent } from 'xstate';
import type { PlannedTry } from '../../src/domain/walk.ts';
import { ManualClock } from './manual-clock.ts';

export interface World {
  readonly clock: ManualClock;
  /** What the ports were told, in words, in order. */
  readonly did: string[];
  readonly surroundings: { now(): number; chance(): number };
}

export function startWorld(chance = 0.5): World {
  const clock = new ManualClock();
  return { clock, did: [], surroundings: { now: () => clock.now(), chance: () => chance } };
}

/** A plan over servers that nothing bad is known of; a name may carry its time: `b:500`. */
export function planOf(...servers: readonly string[]): readonly PlannedTry[] {
  return servers.map((text) => {
    const [server = '', ms = '8000'] = text.split(':');
    return { server, attemptMs: Number(ms), note: undefined };
  });
}

export function quarantined(server: string, seconds: number): PlannedTry {
  const note = `quarantined for ${seconds} s`;
  return { server, attemptMs: 0, note, quarantineMs: seconds * 1000 };
}

/** Everything recorded since it was last asked. */
export function drained(did: string[]): readonly string[] {
  return did.splice(0);
}

/** Who lives and how each came to its end, as an inspector of the root sees it. */
export class Roll {
  readonly #ids = new Map<unknown, string>();
  readonly ignored: string[] = [];

  readonly inspect = (inspection: InspectionEvent): void => {
    const { actorRef } = inspection;
    if (inspection.type === '@xstate.actor' && 'id' in actorRef) {
      this.#ids.set(actorRef, String(actorRef.id));
    }
    if (inspection.type !== '@xstate.microstep') return;
    const { _transitions: taken, event } = inspection;
    if (taken.length === 0) this.ignored.push(event.type);
  };

  /** Ids of actors that have not ended. */
  alive(): readonly string[] {
    return [...this.#ids]
      .filter(([ref]) => isActive(ref))
      .map(([, id]) => id)
      .sort();
  }
}

function isActive(ref: unknown): boolean {
  if (!(ref instanceof Actor)) return false;
  return ref.getSnapshot()?.status === 'active';
}
