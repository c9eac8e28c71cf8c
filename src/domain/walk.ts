/** The words of both walks: what was tried, what came of it. */

/** How one try at one server ended, from the walk's point of view. */
export type TryOutcome =
  | 'answered' // registration: accepted; INVITE: any answer that ends the walk
  | 'refused' // a final response that sends the walk on (registration: any refusal)
  | 'unreachable' // refused port, reset, TLS, no answer, DNS failure
  | 'skipped'; // quarantined, or held as down with down-attempt-ms 0

/** One step of a walk, kept for the call record and for "why this server". */
export interface Try {
  readonly server: string;
  readonly outcome: TryOutcome;
  /** The last SIP status seen, if any. */
  readonly status: number | undefined;
  /**
   * In words: the status line, `no answer in 8000 ms`, `port unreachable`, `quarantined for 30 s` …
   */
  readonly reason: string;
  /** From the first send to the outcome, milliseconds. */
  readonly ms: number;
}

export type Health = 'unknown' | 'up' | 'suspect' | 'down' | 'quarantined' | 'disabled';

/** One step of a walk about to be made: which server, and how long it may stay silent. */
export interface PlannedTry {
  readonly server: string;
  /** Its contact, where it matters whether the name stands for somebody else by now. */
  readonly place?: string;
  /** 0: do not contact it, note it as skipped. */
  readonly attemptMs: number;
  /** Why the time is what it is: `suspect`, `down`, `quarantined for 12 s`. */
  readonly note: string | undefined;
  /** How long the server still asked to be left alone. */
  readonly quarantineMs?: number;
}
