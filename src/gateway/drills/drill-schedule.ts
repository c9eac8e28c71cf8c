/** The schedule of drills: kept in the store, held when the wall clock says so. */
import { nextDrillMs, type ScheduledDrill } from '../../domain/drill-schedule.ts';
import type { World } from '../world.ts';

/** The wall clock is looked at this often: it may be set. */
const lookMs = 20_000;
const key = 'drills/schedule';

export class DrillSchedule {
  readonly #world: World;
  readonly #hold: (due: ScheduledDrill) => void;
  readonly #dueMs = new Map<string, number>();
  #all: readonly ScheduledDrill[] = [];
  #timer: unknown;
  #isStopped = false;

  constructor(world: World, hold: (due: ScheduledDrill) => void) {
    this.#world = world;
    this.#hold = hold;
  }

  /** What was due while the gateway did not run is not made up for. */
  async load(): Promise<void> {
    const kept = await this.#world.store.getState(key);
    if (kept !== undefined) this.#take(parsed(kept));
  }

  all(): readonly ScheduledDrill[] {
    return this.#all;
  }

  /** Milliseconds since 1970. */
  dueMs({ name, time }: ScheduledDrill): number {
    return this.#dueMs.get(name) ?? nextDrillMs(time, this.#world.wallClock());
  }

  async keep(all: readonly ScheduledDrill[]): Promise<void> {
    await this.#world.store.putState(key, JSON.stringify(all));
    this.#take(all);
  }

  stop(): void {
    this.#isStopped = true;
    this.#world.clock.clearTimeout(this.#timer);
  }

  #take(all: readonly ScheduledDrill[]): void {
    this.#all = all;
    const names = new Set(all.map(({ name }) => name));
    for (const name of this.#dueMs.keys()) if (!names.has(name)) this.#dueMs.delete(name);
    for (const one of all) this.#dueMs.set(one.name, this.dueMs(one));
    this.#world.clock.clearTimeout(this.#timer);
    if (all.length > 0 && !this.#isStopped) this.#lookLater();
  }

  #lookLater(): void {
    this.#timer = this.#world.clock.setTimeout(() => {
      this.#look();
      this.#lookLater();
    }, lookMs);
  }

  #look(): void {
    const nowMs = this.#world.wallClock();
    for (const one of this.#all) {
      if (this.dueMs(one) > nowMs) continue;
      this.#dueMs.set(one.name, nextDrillMs(one.time, nowMs));
      this.#hold(one);
    }
  }
}

/** Written by us: whatever else is there is left alone. */
function parsed(text: string): readonly ScheduledDrill[] {
  const value: unknown = JSON.parse(text);
  return Array.isArray(value) ? value.filter(isScheduled) : [];
}

function isScheduled(value: unknown): value is ScheduledDrill {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['name', 'server', 'seconds', 'time'].every((field) => Object.hasOwn(value, field))
  );
}
