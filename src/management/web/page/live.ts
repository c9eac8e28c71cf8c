/** What the page knows of the gateway: from the event stream, told once a frame. */
import { useEffect, useReducer } from 'preact/hooks';
import type { EventRow, Row } from './rows.ts';

interface Changes {
  readonly of: string;
  readonly rows: readonly Row[];
  readonly gone: readonly string[];
}

/** Events kept for showing; older ones are asked for. */
const eventsMax = 500;

function keyOf({ name, id }: Row): string {
  const key = name ?? id;
  return typeof key === 'string' ? key : '';
}

class Live {
  readonly #collections = new Map<string, Map<string, Row>>();
  readonly #listeners = new Set<() => void>();
  #events: readonly EventRow[] = [];
  #source: EventSource | undefined;
  #isConnected = false;
  #isTold = false;

  /** Begins with what is now; the browser reconnects by itself and resumes. */
  open(): void {
    this.#source?.close();
    const source = new EventSource('/api/v1/events?state=true');
    this.#source = source;
    source.addEventListener('state', ({ data }: MessageEvent<string>) => {
      this.#collections.clear();
      this.#isConnected = true;
      this.#take(JSON.parse(data));
    });
    source.addEventListener('change', ({ data }: MessageEvent<string>) => {
      this.#take(JSON.parse(data));
    });
    source.addEventListener('event', ({ data }: MessageEvent<string>) => {
      this.addEvents([JSON.parse(data)]);
    });
    source.addEventListener('error', () => {
      this.#isConnected = false;
      this.#tell();
    });
  }

  close(): void {
    this.#source?.close();
    this.#isConnected = false;
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows the rows
  rows<T>(collection: string): readonly (T & Row)[];
  rows(collection: string): readonly Row[] {
    return [...(this.#collections.get(collection)?.values() ?? [])];
  }

  /** Newest first. */
  get events(): readonly EventRow[] {
    return this.#events;
  }

  addEvents(events: readonly EventRow[]): void {
    const all = new Map([...this.#events, ...events].map((event) => [event.number, event]));
    this.#events = [...all.values()]
      .sort((one, other) => other.number - one.number)
      .slice(0, eventsMax);
    this.#tell();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #take(changes: readonly Changes[]): void {
    for (const { of, rows, gone } of changes) {
      const collection = this.#collections.get(of) ?? new Map<string, Row>();
      this.#collections.set(of, collection);
      for (const row of rows) collection.set(keyOf(row), row);
      for (const name of gone) collection.delete(name);
    }
    this.#tell();
  }

  /** A hundred lines that change at once are one frame. */
  #tell(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    requestAnimationFrame(() => {
      this.#isTold = false;
      for (const listener of this.#listeners) listener();
    });
  }
}

export const live = new Live();

/** Shows the component anew when anything of the gateway changes. */
export function useLive(): Live {
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => live.subscribe(() => again(undefined)), []);
  return live;
}
