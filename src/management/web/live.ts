/** The live state for viewers: what changed since the last look, worked out once for all. */
import type { FaceClock } from '../face.ts';
import type { Model } from '../model.ts';
import type { View } from '../view.ts';
import { limits } from './limits.ts';
import { type JsonRow, rowJson } from './projection.ts';

/** Rows of one collection that are new or different, and the names of those that are gone. */
export interface Changes {
  readonly of: string;
  readonly rows: readonly JsonRow[];
  readonly gone: readonly string[];
}

export interface Live {
  /** Everything as it is now. */
  whole(): readonly Changes[];
  /** Hears changes while there is at least one listener; returns how to stop. */
  subscribe(listener: (changes: readonly Changes[]) => void): () => void;
}

/** What moves by itself every second: asked for when it is looked at. */
const restless = ['expiresSeconds', 'uptimeSeconds', 'next'];

/** What the phone of the page shows of a port, besides the columns. */
const shownToo = ['tone', 'digits'];

interface Collection {
  readonly name: string;
  readonly read: (view: View) => ReadonlyMap<string, JsonRow>;
}

function collectionsOf({ tables, groups }: Model, names: readonly string[]): readonly Collection[] {
  const ofTables = tables.map(({ name, list, columns = [], objects, rows }): Collection => {
    const shown = objects.filter(
      (object) =>
        !restless.includes(object.name) &&
        (object.access === 'index' || [...list, ...columns, ...shownToo].includes(object.name)),
    );
    return {
      name,
      read: (view) => new Map(rows(view).map((row) => [row.name, rowJson(shown, row)])),
    };
  });
  const ofGroups = groups.map(({ name, objects, row }): Collection => {
    const shown = objects.filter((object) => !restless.includes(object.name));
    return { name, read: (view) => new Map([['', rowJson(shown, row(view))]]) };
  });
  return [...ofTables, ...ofGroups].filter(({ name }) => names.includes(name));
}

const watched = [
  'users',
  'location-servers',
  'proxy-servers',
  'forwarding-rules',
  'ports',
  'calls',
  'status',
  'entries',
];

/** Compares the view with what viewers have, twice a second, only while somebody looks. */
export function createLive(view: View, model: Model, clock: FaceClock): Live {
  const collections = collectionsOf(model, watched);
  const listeners = new Set<(changes: readonly Changes[]) => void>();
  let known = new Map<string, ReadonlyMap<string, string>>();
  let timer: unknown;

  function look(): readonly Changes[] {
    const next = new Map<string, ReadonlyMap<string, string>>();
    const changes: Changes[] = [];
    for (const { name, read } of collections) {
      const before = known.get(name);
      const rows = read(view);
      const texts = new Map([...rows].map(([key, row]) => [key, JSON.stringify(row)]));
      next.set(name, texts);
      const changed = [...rows].filter(([key]) => texts.get(key) !== before?.get(key));
      const gone = [...(before?.keys() ?? [])].filter((key) => !rows.has(key));
      if (changed.length > 0 || gone.length > 0) {
        changes.push({ of: name, rows: changed.map(([, row]) => row), gone });
      }
    }
    known = next;
    return changes;
  }

  function tick(): void {
    const changes = look();
    for (const listener of changes.length > 0 ? listeners : []) listener(changes);
    timer = clock.setTimeout(tick, limits.liveMs);
  }

  return {
    whole: () =>
      collections.map(({ name, read }) => ({ of: name, rows: [...read(view).values()], gone: [] })),
    subscribe(listener) {
      if (listeners.size === 0) {
        look();
        timer = clock.setTimeout(tick, limits.liveMs);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clock.clearTimeout(timer);
      };
    },
  };
}
