/** What survives a restart, behind one port. A promise resolves only when the change is durable. */
import type { CallRecord } from '../domain/call-record.ts';

/** One configuration revision: a script of commands that recreates it, secrets sealed. */
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

export interface Store {
  /** Seals and opens secrets (AES-256-GCM); `context` binds the text to its place. */
  seal(secret: string, context: string): string;
  unseal(sealed: string, context: string): string;

  latestRevision(): Promise<Revision | undefined>;
  revisions(): Promise<readonly Omit<Revision, 'document'>[]>;
  revision(number: number): Promise<Revision | undefined>;
  /** Rejects with `E-STORE-FULL` or `E-STORE-FAILED`; then nothing has changed. */
  commitRevision(revision: Omit<Revision, 'number'>): Promise<number>;

  identities(): Promise<readonly LineIdentity[]>;
  saveIdentity(identity: LineIdentity): Promise<void>;
  forgetIdentity(user: string): Promise<void>;

  appendCallRecord(record: CallRecord): Promise<void>;
  /** Newest first. */
  callRecords(count: number): Promise<readonly CallRecord[]>;

  close(): Promise<void>;
}
