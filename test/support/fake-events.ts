/** An event log in memory. */
import { eventCodes, type KnownEventCode } from '../../src/management/event-codes.ts';
import type { EventLog, LoggedEvent } from '../../src/management/events.ts';

function isKnown(code: string): code is KnownEventCode {
  return Object.hasOwn(eventCodes, code);
}

/** `wallClock` gives milliseconds since 1970. */
export function createFakeEvents(wallClock: () => number): EventLog {
  const logged: LoggedEvent[] = [];
  const listeners = new Set<(event: LoggedEvent) => void>();
  return {
    report(happening) {
      const severity = isKnown(happening.code) ? eventCodes[happening.code].severity : 'info';
      const at = new Date(wallClock()).toISOString();
      const event = { ...happening, number: logged.length + 1, at, severity };
      logged.push(event);
      for (const listener of listeners) listener(event);
    },
    async query({ after, code, subject, limit }) {
      const found = logged
        .filter((event) => event.number > (after ?? 0))
        .filter((event) => code === undefined || event.code === code)
        .filter((event) => subject === undefined || event.subject.name === subject);
      return after === undefined ? found.slice(-limit) : found.slice(0, limit);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
