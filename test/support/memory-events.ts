/** An event store that forgets with the process, and can be told to fail. */
import type { EventStore } from '../../src/management/event-log.ts';
import type { LoggedEvent } from '../../src/management/events.ts';

export interface MemoryEvents extends EventStore {
  readonly kept: LoggedEvent[];
  /** While set, every append rejects with it. */
  failure: Error | undefined;
}

export function memoryEvents(kept: LoggedEvent[] = []): MemoryEvents {
  return {
    kept,
    failure: undefined,
    async append(events) {
      await Promise.resolve();
      if (this.failure) throw this.failure;
      kept.push(...events);
    },
    query({ after, code, subject, limit }) {
      const found = kept.filter(
        (event) =>
          event.number > (after ?? 0) &&
          (code === undefined || event.code === code) &&
          (subject === undefined || event.subject.name === subject),
      );
      return Promise.resolve(after === undefined ? found.slice(-limit) : found.slice(0, limit));
    },
    lastNumber: () => Promise.resolve(kept.at(-1)?.number ?? 0),
  };
}
