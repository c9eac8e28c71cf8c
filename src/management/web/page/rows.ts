/** The rows that the page shows, as REST gives them. */

export type Row = Readonly<Record<string, unknown>>;

export interface Try {
  readonly server: string;
  readonly outcome: string;
  readonly status: number | null;
  readonly ms: number;
  readonly reason: string;
}

export interface Refused {
  readonly server: string;
  readonly status: number;
  readonly reason: string;
  readonly at: string;
}

export interface LineRow {
  readonly name: string;
  readonly address: string;
  readonly areaCode: string;
  readonly status: string;
  readonly server: string | null;
  readonly ports: readonly string[];
  readonly lastRefusal: Refused | null;
}

export interface LineDetail extends LineRow {
  readonly since: string | null;
  readonly expiresSeconds: number | null;
  readonly next: string | null;
  readonly callStatus: string;
  readonly tries: readonly Try[];
}

export interface ServerRow {
  readonly name: string;
  readonly contact: string;
  readonly master: boolean;
  readonly order: number;
  readonly health: string;
  readonly lines: number;
  readonly calls: number;
  readonly reason: string | null;
  readonly seenAt: string | null;
}

export interface CallRow {
  readonly id: string;
  readonly direction: string;
  readonly from: string;
  readonly to: string;
  readonly state: string;
  readonly server: string | null;
  readonly route: string;
  readonly startedAt: string;
}

/** What has arrived of one party of a call. */
export interface LegMediaRow {
  readonly packets: number;
  /** Null, as jitter and key presses: whoever relays it cannot tell. */
  readonly lost: number | null;
  readonly jitterMs: number | null;
  /** Key presses. */
  readonly dtmfEvents: number | null;
  readonly opinionScore?: number | null;
}

export interface CallRecordRow {
  readonly id: string;
  readonly startedAt: string;
  readonly connectedAt: string | null;
  readonly endedAt: string;
  readonly direction: string;
  readonly from: string;
  readonly to: string;
  readonly verdict: string;
  readonly cause: string;
  readonly route: string;
  readonly tries: readonly Try[];
}

export interface PortRow {
  readonly name: string;
  readonly kind: string;
  readonly state: string;
  readonly registered: boolean;
  readonly users: readonly string[];
  /** What is heard in the handset, and what was dialled so far. */
  readonly tone?: string | null;
  readonly digits?: string | null;
}

export interface StatusRow {
  readonly state: string;
  readonly operStatus: string;
  readonly version: string;
  readonly revision: number;
  readonly confirmBy: string | null;
  readonly linesUp: number;
  readonly linesTotal: number;
  readonly calls: number;
  readonly alarms: readonly string[];
}

export interface EntriesRow {
  readonly used: number;
  readonly limit: number;
}

export interface EventRow {
  readonly number: number;
  readonly at: string;
  readonly severity: 'info' | 'warning' | 'error';
  readonly code: string;
  readonly subject: { readonly kind: string; readonly name: string };
  readonly text: string;
}

export interface DrillRow {
  readonly name: string;
  readonly server: string;
  readonly mode: string;
  readonly line: string | null;
  readonly state: string;
  readonly startedAt: string;
  readonly noticedMs: number | null;
  readonly movedMs: number | null;
  readonly returnedMs: number | null;
  readonly lines: number;
  readonly linesMoved: number;
  readonly calls: number;
  readonly callsLost: number;
}
