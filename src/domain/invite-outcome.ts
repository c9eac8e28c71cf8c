/**
 * Decision table B, where an attempt has left its proxy: whether the walk goes on. failover.md
 * §2.4.
 */
import { type Cause, causeOf } from './cause.ts';

export interface HuntPolicy {
  /**
   * `rfc3263`: a 503 before ringing counts as not reached. `manual`: any answer ends the walk.
   * `emergency`: only one that takes the call does, for the next server may.
   */
  readonly invitePolicy: 'rfc3263' | 'manual' | 'emergency';
  /** More statuses that send a call on. */
  readonly also: readonly number[];
}

export interface InviteRefusal {
  readonly status: number;
  /** A 101 to 199 had come before. */
  readonly hadRung: boolean;
}

export type InviteOutcome =
  | { readonly kind: 'next' }
  | { readonly kind: 'stop'; readonly status: number; readonly cause: Cause };

/** An answer is any sign that the server took or judged the call; a 503 says that it cannot. */
export function judgeInviteRefusal(
  { status, hadRung }: InviteRefusal,
  { invitePolicy, also }: HuntPolicy,
): InviteOutcome {
  const isUnreached = status === 503 && invitePolicy === 'rfc3263';
  if (!hadRung && (isUnreached || also.includes(status))) return { kind: 'next' };
  const cause = causeOf(status);
  return { kind: 'stop', status: statusForCaller(status), cause };
}

/** The caller cannot answer a challenge of ours, and has not asked for a redirection. */
function statusForCaller(status: number): number {
  if (status === 401 || status === 407) return 403;
  return status < 400 ? 480 : status;
}

/**
 * A transport failure: before any ringing somebody else may serve the call; after it never ring
 * twice.
 * A server that has answered, if only with a challenge, and then falls silent still has the call.
 */
export function judgeInviteFailure(
  phase: 'none' | 'trying' | 'rang',
  isSilence = false,
): InviteOutcome {
  const hasCall = phase === 'rang' || (isSilence && phase === 'trying');
  if (!hasCall) return { kind: 'next' };
  return { kind: 'stop', status: 503, cause: 'connection-lost' };
}
