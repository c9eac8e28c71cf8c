/** A server as every face may show it. */
import type { Health } from '../domain/walk.ts';

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
  /** Place in the list as configured, from 1. */
  readonly position: number;
  /** Calls in progress through it. */
  readonly calls: number;
  /** `host:port` by which it has seen us, as its last answer said; null: it has not said. */
  readonly seenAt: string | null;
  /** The last final status of a REGISTER or an INVITE there. */
  readonly lastStatus: number | null;
  /** Attempts made here: REGISTER at location servers, INVITE at proxy servers. */
  readonly requests: number;
  /** Of those: accepted (REGISTER), answered (INVITE). */
  readonly successes: number;
  readonly refusals: number;
  readonly timeouts: number;
  /** Lines or calls that went on to another server from here. */
  readonly failovers: number;
}
