/** What the TR-069 face shows of itself and what may be asked of it, for the other faces. */

/** `cwmp show`. */
export interface CwmpView {
  readonly url: string | null;
  /** Of the session: off, idle, informing, requesting, serving, answering, ending, waiting. */
  readonly state: string;
  readonly lastSession: CwmpSessionView | null;
  /** The last fault met or given, in words. */
  readonly lastFault: string | null;
  /** ISO 8601 UTC. */
  readonly nextInformAt: string | null;
  /** Codes of events that the ACS has not confirmed. */
  readonly pendingEvents: readonly string[];
  readonly connectionRequestUrl: string | null;
  /** Informs that the ACS has confirmed since the start. */
  readonly informs: number;
}

export interface CwmpSessionView {
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** `completed`, or what went wrong; null: in progress. */
  readonly outcome: string | null;
  readonly events: readonly string[];
  /** Requests of the ACS that were answered. */
  readonly requests: number;
}

/** One session's envelopes, secrets masked. */
export interface CwmpTraceView {
  readonly startedAt: string;
  readonly messages: readonly {
    readonly at: string;
    readonly direction: 'sent' | 'received';
    readonly text: string;
  }[];
}

export interface CwmpOperations {
  view(): CwmpView;
  /** ISO 8601 UTC: when the ACS last took an Inform; null: not since the start. */
  lastInformAt(): string | null;
  /** Opens a session at once; refused with `E-CWMP-OFF` when no URL is set. */
  inform(): void;
  /** Keeps the envelopes of the next sessions, or forgets them. */
  setTrace(isOn: boolean): void;
  /** Oldest first. */
  trace(): readonly CwmpTraceView[];
}
