/**
 * What survives a restart, behind one port. A promise resolves only when the change is durable; a
 * write that rejects (`E-STORE-FULL`, `E-STORE-FAILED`) has changed nothing. A read sees every
 * change whose promise has resolved.
 */
import type { CallRecord } from '../domain/call-record.ts';
import type { EventQuery, LoggedEvent } from '../domain/event.ts';

/** One configuration revision. */
export interface Revision {
  readonly number: number;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Which face and whom: `cli:root`, `config-file`. */
  readonly author: string;
  /** The command that made it. */
  readonly summary: string;
  /** The configuration in its stored form: JSON text whose secrets are sealed. */
  readonly document: string;
}

/** What a registrar remembers of a line and must never go backwards. */
export interface LineIdentity {
  readonly user: string;
  readonly callId: string;
  /** `urn:uuid:…` of RFC 5626. */
  readonly instanceId: string;
  /** Every CSeq below this one may have been used; reserved in blocks. */
  readonly cseqReserved: number;
}

/** A small text that a revision makes true or void: all of it is durable, or nothing. */
export interface StateChange {
  readonly key: string;
  /** undefined: deleted. */
  readonly value: string | undefined;
}

export interface Store {
  /** Seals and opens secrets (AES-256-GCM); `context` binds the text to its place. */
  seal(secret: string, context: string): string;
  unseal(sealed: string, context: string): string;

  latestRevision(): Promise<Revision | undefined>;
  /** Newest first. */
  revisions(): Promise<readonly Omit<Revision, 'document'>[]>;
  revision(number: number): Promise<Revision | undefined>;
  /** Never shares its fate with other writes; what is said beside it is written with it. */
  commitRevision(revision: Omit<Revision, 'number'>, beside?: StateChange): Promise<number>;

  identities(): Promise<readonly LineIdentity[]>;
  /** Under the same Call-ID a CSeq lower than the reserved one is not taken. */
  saveIdentity(identity: LineIdentity): Promise<void>;
  forgetIdentity(user: string): Promise<void>;

  /** Notes a call in progress, or notes it again: its record as it would be if all ended now. */
  noteOpenCall(record: CallRecord): Promise<void>;
  /** The call has ended: whatever was noted of it as open gives way to its record. */
  appendCallRecord(record: CallRecord): Promise<void>;
  /** Makes records of what is still noted as open; gives them, oldest first. */
  closeOpenCalls(): Promise<readonly CallRecord[]>;
  /** Newest first. */
  callRecords(count: number): Promise<readonly CallRecord[]>;

  /** Resolves with the numbers given, in the order of the events. */
  appendEvents(events: readonly Omit<LoggedEvent, 'number'>[]): Promise<readonly number[]>;
  events(query: EventQuery): Promise<readonly LoggedEvent[]>;

  /** Small texts of other parts, by keys such as `snmp/engine-boots`; sealed by them if need be. */
  putState(key: string, value: string): Promise<void>;
  getState(key: string): Promise<string | undefined>;
  /** In the order of the keys. */
  states(prefix: string): Promise<ReadonlyMap<string, string>>;
  deleteState(key: string): Promise<void>;

  /** Why nothing can be written, as far as the last writes have shown; absent: nothing can fail. */
  trouble?(): string | undefined;

  /** Makes durable what is waiting, then ends; afterwards every call rejects. */
  close(): Promise<void>;
}
