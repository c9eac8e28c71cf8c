/** The event log as every face sees it: numbered, durable, with stable codes. */
import type { EventQuery, Happening, LoggedEvent } from '../domain/event.ts';

export type {
  EventQuery,
  Facts,
  Happening,
  LoggedEvent,
  Severity,
  Subject,
} from '../domain/event.ts';

export interface EventLog {
  report(happening: Happening): void;
  query(query: EventQuery): Promise<readonly LoggedEvent[]>;
  /** Hears every event once it has its number; returns how to stop. */
  subscribe(listener: (event: LoggedEvent) => void): () => void;
}
