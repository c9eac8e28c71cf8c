/** The words between the chart of a CWMP session and the one who performs it. TR-069 §3.7 */

/** What one HTTP answer of the ACS comes to. */
export interface AcsState {
  /** HoldRequests: no request of our own until it is false. */
  readonly isHeld: boolean;
  /** Requests of our own that wait to be sent. */
  readonly requests: number;
}

export type CwmpFact =
  /** There is something to inform of. */
  | { readonly type: 'session.wanted' }
  /** The ACS took the Inform: its events are delivered. */
  | ({ readonly type: 'acs.informed' } & AcsState)
  /** It answered a request of ours. */
  | ({ readonly type: 'acs.responded' } & AcsState)
  /** It asked something. */
  | ({ readonly type: 'acs.asked' } & AcsState)
  /** It has nothing to say: HTTP 204, or an empty 200. */
  | ({ readonly type: 'acs.ended' } & AcsState)
  /** Fault 8005: the same once more. */
  | { readonly type: 'acs.retry' }
  /** Fault 8006, or an answer in an older namespace: the same in an older version. */
  | { readonly type: 'acs.older' }
  | { readonly type: 'acs.failed'; readonly reason: string }
  /** What the session left to do is done. */
  | { readonly type: 'session.closed' }
  | { readonly type: 'session.stop' };

/** What the chart has done for it. */
export interface CwmpPorts {
  sendInform(attempt: { readonly retryCount: number; readonly isOlder: boolean }): void;
  sendRequest(): void;
  sendEmpty(): void;
  answerRequest(): void;
  /** The session is over; what it promised to do afterwards is done now. */
  closeSession(): void;
  /** The connection is given up. */
  abortSession(failure: { readonly reason: string }): void;
}

/** One life of the chart, with its ports provided. */
export interface CwmpSession {
  send(fact: CwmpFact): void;
  /** The name of the state it is in. */
  state(): string;
  stop(): void;
}

export interface RetrySettings {
  readonly minimumSeconds: number;
  /** Thousandths: 2000 doubles. */
  readonly multiplier: number;
}

/** From the tenth on, every wait is the tenth. */
const retriesCounted = 10;

/** Uniform in [m·k^(n-1), m·k^n] seconds before retry n. */
export function sessionRetryMs(
  { minimumSeconds, multiplier }: RetrySettings,
  retry: number,
  /** Uniform in [0, 1). */
  chance: number,
): number {
  const n = Math.min(Math.max(1, retry), retriesCounted);
  const factor = multiplier / 1000;
  const least = minimumSeconds * factor ** (n - 1);
  const most = minimumSeconds * factor ** n;
  return Math.round(Math.min(least + (most - least) * chance, 2_147_483) * 1000);
}
