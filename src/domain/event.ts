/** An event of the event log, as it is kept: numbered, with a stable code. */

export type Severity = 'info' | 'warning' | 'error';

/** What an event is about: `user alice`, `location server east`, `call 17`. */
export interface Subject {
  readonly kind:
    | 'user'
    | 'locationServer'
    | 'proxyServer'
    | 'call'
    | 'port'
    | 'gateway'
    | 'session';
  readonly name: string;
}

export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** An event about to be logged; the log gives it its number and its time. */
export interface Happening {
  /** From the catalogue in `management/event-codes.ts`. */
  readonly code: string;
  readonly subject: Subject;
  /** One sentence for people; texts from the wire made harmless. */
  readonly text: string;
  readonly facts: Facts;
}

export interface LoggedEvent extends Happening {
  /** Rises by one; never used twice, over restarts too. */
  readonly number: number;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly severity: Severity;
}

export interface EventQuery {
  /** Only events with a higher number: then the first `limit` behind it, otherwise the newest. */
  readonly after?: number;
  readonly code?: string;
  /** The name of a subject. */
  readonly subject?: string;
  /** At most this many, always oldest first. */
  readonly limit: number;
}
