/** The event log: numbers each happening, tells who listens, keeps it over restarts. */
import { harmless } from '../domain/harmless.ts';
import { eventCodes } from './event-codes.ts';
import type {
  EventLog,
  EventQuery,
  Facts,
  Happening,
  LoggedEvent,
  Severity,
  Subject,
} from './events.ts';
import type { FaceLog } from './face.ts';

/** Where events survive. */
export interface EventStore {
  /** Resolves when they are durable. */
  append(events: readonly LoggedEvent[]): Promise<void>;
  query(query: EventQuery): Promise<readonly LoggedEvent[]>;
  /** 0 when there is none. */
  lastNumber(): Promise<number>;
}

export interface EventLogOptions {
  readonly store: EventStore;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
  readonly log: FaceLog;
}

/** Events that wait for a store that is slow or full; the oldest go first. */
const waitingMax = 1000;

/** Most events that one query gives. */
const queryLimitMax = 1000;

const codes: ReadonlyMap<string, { readonly severity: Severity }> = new Map(
  Object.entries(eventCodes),
);

function harmlessFacts(facts: Facts): Facts {
  const pairs = Object.entries(facts).map(([name, value]) => [
    name,
    typeof value === 'string' ? harmless(value) : value,
  ]);
  return Object.fromEntries(pairs);
}

function harmlessSubject({ kind, name }: Subject): Subject {
  return { kind, name: harmless(name) };
}

function numbered(happening: Happening, number: number, at: Date): LoggedEvent {
  const { code, subject, text, facts } = happening;
  return {
    number,
    at: at.toISOString(),
    severity: codes.get(code)?.severity ?? 'warning',
    code,
    subject: harmlessSubject(subject),
    text: harmless(text),
    facts: harmlessFacts(facts),
  };
}

function isAsked(event: LoggedEvent, { after = 0, code, subject }: EventQuery): boolean {
  return (
    event.number > after &&
    (code === undefined || event.code === code) &&
    (subject === undefined || event.subject.name === subject)
  );
}

interface Writer {
  add(event: LoggedEvent): void;
  /** Resolves when all that was added is stored, or could not be. */
  written(): Promise<void>;
  unsaved(): readonly LoggedEvent[];
}

function createWriter({ store, log }: EventLogOptions): Writer {
  let waiting: readonly LoggedEvent[] = [];
  let writing: Promise<void> | undefined;

  async function write(): Promise<void> {
    let batch: readonly LoggedEvent[] = [];
    try {
      while (waiting.length > 0) {
        batch = waiting;
        waiting = [];
        await store.append(batch);
      }
    } catch (error) {
      // Kept for the next report: a full disk may have room again by then.
      waiting = [...batch, ...waiting].slice(-waitingMax);
      log.error({ error, waiting: waiting.length }, 'events could not be stored');
    } finally {
      writing = undefined;
    }
  }

  async function written(): Promise<void> {
    if (waiting.length > 0) writing ??= write();
    await writing;
  }

  return {
    add(event) {
      waiting = [...waiting, event].slice(-waitingMax);
      void written();
    },
    written,
    unsaved: () => waiting,
  };
}

/** Continues after the last number that the store knows. */
export async function openEventLog(options: EventLogOptions): Promise<EventLog> {
  const { store, wallClock, log } = options;
  let last = await store.lastNumber();
  const writer = createWriter(options);
  const listeners = new Set<(event: LoggedEvent) => void>();

  function tell(event: LoggedEvent): void {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        log.error({ error, event: event.number }, 'a listener of the event log failed');
      }
    }
  }

  return {
    report(happening) {
      last += 1;
      const event = numbered(happening, last, new Date(wallClock()));
      const { number, severity, code, subject, text, facts } = event;
      const level = severity === 'warning' ? 'warn' : severity;
      log[level]({ event: number, code, subject: `${subject.kind} ${subject.name}`, facts }, text);
      writer.add(event);
      tell(event);
    },
    async query(query) {
      await writer.written();
      const limit = Math.min(query.limit, queryLimitMax);
      const stored = await store.query({ ...query, limit });
      const unsaved = writer.unsaved().filter((event) => isAsked(event, query));
      const found = [...stored, ...unsaved];
      return query.after === undefined ? found.slice(-limit) : found.slice(0, limit);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
