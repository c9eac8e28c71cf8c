/** The read side: what every face may show, computed from the lives themselves when asked. */
import type { CallRecord, Direction } from '../domain/call-record.ts';
import type { Configuration, ServerKind } from '../domain/configuration.ts';
import type { Health, Try } from '../domain/walk.ts';

/** TR-104 issue 2, `SIP.Client.{i}.Status`. */
export type RegistrationStatus =
  | 'up'
  | 'initializing'
  | 'registering'
  | 'deregistering'
  | 'errorMisconfigured'
  | 'errorNetwork'
  | 'errorRegistration'
  | 'quiescent'
  | 'disabled';

export interface LastRefusal {
  readonly server: string;
  readonly status: number;
  readonly reason: string;
  readonly at: string;
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
  readonly lastRefusal: LastRefusal | null;
  readonly ports: readonly string[];
  /** Why this server: the tries of the walk that led here, oldest first. */
  readonly tries: readonly Try[];
  /** What happens next, in words: `refresh in 1712 s`, `new round in 24 s`. */
  readonly next: string | null;
  /** idle or busy. */
  readonly callStatus: string;
}

export interface ServerView {
  readonly name: string;
  readonly contact: string;
  readonly master: boolean;
  /** 1 is asked first: the master, then the list. */
  readonly order: number;
  readonly health: Health;
  readonly enabled: boolean;
  readonly since: string | null;
  /** What health goes by, in words. */
  readonly reason: string | null;
  /** Lines registered here now. */
  readonly lines: number;
  readonly requests: number;
  readonly failures: number;
}

export interface PortView {
  readonly name: string;
  readonly kind: 'sip' | 'soft';
  readonly state: string;
  /** A phone's binding is live (soft ports: always true). */
  readonly registered: boolean;
  /** Where the phone is reached. */
  readonly contact: string | null;
  readonly users: readonly string[];
}

export interface CallView {
  readonly id: string;
  readonly direction: Direction;
  readonly from: string;
  readonly to: string;
  readonly state: string;
  readonly server: string | null;
  readonly route: string;
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

export interface StatusView {
  readonly state: 'starting' | 'running' | 'draining' | 'stopped';
  readonly version: string;
  readonly startedAt: string;
  readonly uptimeSeconds: number;
  readonly revision: number;
  readonly entries: EntriesView;
  readonly lines: { readonly up: number; readonly total: number };
  readonly calls: number;
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

export interface View {
  configuration(): Configuration;
  status(): StatusView;
  entries(): EntriesView;
  users(): readonly UserView[];
  servers(kind: ServerKind): readonly ServerView[];
  ports(): readonly PortView[];
  calls(): readonly CallView[];
  /** Newest first. */
  callLog(count: number): Promise<readonly CallRecord[]>;
  /** Throws a Refusal when `from` names no port and no user. */
  whatIf(from: string, digits: string): WhatIfView;
}
