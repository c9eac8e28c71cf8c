/** The read side: what every face may show, computed from the lives themselves when asked. */

import type { ProfileFile } from '../domain/built-in-profiles.ts';
import type { CallMedia, CallRecord, Direction } from '../domain/call-record.ts';
import type { Configuration, ServerKind } from '../domain/configuration.ts';
import type { DrillReport } from '../domain/drill-report.ts';
import type { ScheduledDrill } from '../domain/drill-schedule.ts';
import type { Health, Try } from '../domain/walk.ts';
import type { CwmpOperations } from './cwmp-view.ts';
import type { PortView } from './port-view.ts';
import type { ServerView } from './server-view.ts';
import type { SnmpOperations } from './snmp-view.ts';
import type { Totals } from './totals.ts';
import type { TraceRing } from './traces.ts';

/** TR-104 issue 2, `SIP.Client.{i}.Status`. */
export const registrationStatuses = [
  'up',
  'initializing',
  'registering',
  'deregistering',
  'errorMisconfigured',
  'errorNetwork',
  'errorRegistration',
  'quiescent',
  'disabled',
] as const;

export type RegistrationStatus = (typeof registrationStatuses)[number];

export interface LastRefusal {
  readonly server: string;
  readonly status: number;
  readonly reason: string;
  readonly at: string;
}

/** Calls of one direction since the start; each only rises. */
export interface CallCounts {
  readonly attempts: number;
  readonly connected: number;
  /** Never connected, through no choice of its parties. */
  readonly failed: number;
  /** Connected, then lost through no choice of its parties. */
  readonly dropped: number;
  /** Connected time. */
  readonly seconds: number;
}

/** Registration of one line since the start; each only rises. */
export interface RegistrationCounts {
  readonly attempts: number;
  readonly successes: number;
  readonly failures: number;
  /** Moves to another server. */
  readonly failovers: number;
}

/** Media of one line since the start, both legs' network side; each only rises. */
export interface MediaCounts {
  readonly packetsReceived: number;
  readonly packetsSent: number;
  readonly packetsLost: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
}

export interface UserView {
  readonly name: string;
  readonly address: string;
  readonly areaCode: string;
  readonly pseudonym: string | null;
  readonly login: string;
  /** The configured domain; null: that of the server it is registered on. */
  readonly domain: string | null;
  readonly effectiveDomain: string | null;
  readonly transport: string;
  readonly status: RegistrationStatus;
  readonly server: string | null;
  /** ISO 8601 UTC: in this status since. */
  readonly since: string | null;
  /** Seconds the binding has left. */
  readonly expiresSeconds: number | null;
  /** What its requests pass behind that server, in their order. */
  readonly serviceRoute: readonly string[];
  readonly lastRefusal: LastRefusal | null;
  readonly ports: readonly string[];
  /** Why this server: the tries of the walk that led here, oldest first. */
  readonly tries: readonly Try[];
  /** What happens next, in words: `refresh in 1712 s`, `new round in 24 s`. */
  readonly next: string | null;
  /** idle or busy. */
  readonly callStatus: string;
  readonly enabled: boolean;
  /** Calls in progress. */
  readonly calls: number;
  readonly registration: RegistrationCounts;
  readonly incoming: CallCounts;
  readonly outgoing: CallCounts;
  readonly media: MediaCounts;
  /** Messages that wait at the server; null: it has not said. */
  readonly messages?: { readonly fresh: number; readonly old: number } | null | undefined;
}

/** How often a forwarding rule took a call. */
export interface RuleCounts {
  readonly matches: number;
  readonly lastMatchAt: string | null;
}

export interface CallView {
  readonly id: string;
  readonly direction: Direction;
  readonly from: string;
  readonly to: string;
  readonly state: string;
  readonly server: string | null;
  readonly route: string;
  /** The user of this gateway that the call is of; null: none. */
  readonly user: string | null;
  /** Call-ID of the dialog to the network. */
  readonly sipCallId: string | null;
  readonly startedAt: string;
  readonly connectedAt: string | null;
  readonly tries: readonly Try[];
}

export interface EntriesView {
  readonly used: number;
  readonly limit: number;
  readonly users: number;
  readonly forwardingRules: number;
}

/** A configuration that goes back by itself unless somebody confirms it. */
export interface TrialView {
  /** The revision that it goes back to. */
  readonly revision: number;
  /** ISO 8601 UTC. */
  readonly confirmBy: string;
}

export interface StatusView {
  readonly state: 'starting' | 'running' | 'draining' | 'stopped';
  readonly version: string;
  readonly startedAt: string;
  readonly uptimeSeconds: number;
  readonly revision: number;
  readonly entries: EntriesView;
  /** ISO 8601 UTC: when the configuration last changed. */
  readonly changedAt: string | null;
  /** The configuration is on trial; null, absent: it stands. */
  readonly trial?: TrialView | null;
  /** total: enabled users; onFailover: registered elsewhere than at the master. */
  readonly lines: { readonly up: number; readonly total: number; readonly onFailover: number };
  readonly calls: number;
  /** The most calls at a time since the start. */
  readonly callsPeak: number;
  /** SIP transactions in progress. */
  readonly transactions?: number;
  readonly alarms: readonly string[];
}

/** What a call would do now, without placing it. */
export interface WhatIfView {
  readonly dialled: string;
  readonly number: string | null;
  /** `user bob on port p1`, `rule short01`, `proxies`, or the refusal. */
  readonly route: string;
  readonly requestUri: string | null;
  readonly servers: readonly {
    readonly server: string;
    readonly health: Health;
    readonly attemptMs: number;
    readonly note: string | null;
  }[];
  readonly steps: readonly string[];
}

export interface ScheduledDrillView extends ScheduledDrill {
  /** When it comes next, ISO 8601 UTC. */
  readonly dueAt: string;
}

export interface ActorCount {
  /** The chart: `line`, `registration`, `call` … */
  readonly machine: string;
  readonly state: string;
  readonly count: number;
}

export interface View {
  configuration(): Configuration;
  status(): StatusView;
  entries(): EntriesView;
  users(): readonly UserView[];
  servers(kind: ServerKind): readonly ServerView[];
  ports(): readonly PortView[];
  calls(): readonly CallView[];
  ruleCounts(rule: string): RuleCounts;
  totals(): Totals;
  /** Actors that live now. */
  actors(): readonly ActorCount[];
  /** Newest first. */
  drills(): readonly DrillReport[];
  scheduledDrills(): readonly ScheduledDrillView[];
  /** The newest SIP messages; absent: none are kept. */
  readonly traces?: TraceRing | undefined;
  /** The zip of a user's or a call's incident; absent: nothing is recorded. */
  readonly incident?: ((name: string) => Promise<Uint8Array>) | undefined;
  /** Absent: TR-069 does not run in this gateway. */
  readonly cwmp?: CwmpOperations;
  /** Absent: SNMP does not run in this gateway. */
  readonly snmp?: SnmpOperations;
  /** What has arrived of each party so far; undefined: no such call, or nothing is known. */
  callMedia(id: string): Promise<CallMedia | undefined>;
  /** Profiles of the operator's own, as they stand in the data directory; absent: none. */
  readonly profileFiles?: (() => Promise<readonly ProfileFile[]>) | undefined;
  /** Newest first. */
  callLog(count: number): Promise<readonly CallRecord[]>;
  /** Throws a Refusal when `from` names no port and no user. */
  whatIf(from: string, digits: string): WhatIfView;
}
