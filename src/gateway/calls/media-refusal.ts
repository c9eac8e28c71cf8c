/** A call for which there can be no media: over at once, whoever was to be asked next. */
import { type Fault, messageOf } from '../../../machines/contain.ts';
import { type Cause, causes } from '../../domain/cause.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { CallSession } from './call-session.ts';

export interface MediaRefusal {
  /** As `explain` knows it. */
  readonly code: string;
  readonly reason: string;
  readonly cause: Extract<Cause, 'no-media' | 'not-acceptable'>;
}

/**
 * undefined: it is no refusal, but a fault. `not-acceptable`: a description that nobody could take
 * (RFC 3261 §13.3.1.3); `no-media`: our ports or our budget are used up.
 */
export function mediaRefusal(error: unknown): MediaRefusal | undefined {
  if (!(error instanceof Refusal)) return undefined;
  const { code, message: reason } = error;
  return { code, reason, cause: code.startsWith('E-MEDIA-') ? 'no-media' : 'not-acceptable' };
}

/** Ends the call with a cause of its own: it says nothing of any server or port. */
function refuseMedia(session: CallSession, refusal: MediaRefusal): void {
  const { cause } = refusal;
  session.mediaNotes.refusal ??= refusal;
  session.actor?.send({ type: 'media.refused', cause, status: causes[cause].status });
}

/** Found out by somebody whose throwing nobody would catch. */
export function mediaFailed(
  session: CallSession,
  error: unknown,
  actor: { send(fault: Fault): void } | undefined = session.actor,
): void {
  const refusal = mediaRefusal(error);
  if (refusal) refuseMedia(session, refusal);
  else actor?.send({ type: 'fault', message: messageOf(error) });
}

/** Does what needs media; undefined where there is none. What else it throws is a fault. */
export function withMedia<Result>(session: CallSession, act: () => Result): Result | undefined {
  try {
    return act();
  } catch (error) {
    const refusal = mediaRefusal(error);
    if (!refusal) throw error;
    refuseMedia(session, refusal);
    return undefined;
  }
}
