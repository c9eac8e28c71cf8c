/**
 * What a call has been through: it keeps one record, however often it is handed on. RFC 3515, RFC
 * 3891.
 */
import type { CallEnd } from '../../../machines/call-setup.ts';
import type { CallRecord, CallTransfer } from '../../domain/call-record.ts';
import { type Cause, causes } from '../../domain/cause.ts';
import { routeText } from '../../domain/resolve.ts';
import type { Try } from '../../domain/walk.ts';
import type { CallSession } from './call-session.ts';
import { wayText } from './call-state.ts';

/** A call that was begun to go on with another one. */
export interface Continuation {
  readonly of: CallSession;
  readonly how: Pick<CallTransfer, 'at' | 'by' | 'kind'>;
}

export class CallHistory {
  /** The call that one of its parties has gone on in. */
  successor: string | undefined;
  /** The record of the call that goes on here, as far as it had come. */
  past: CallRecord | undefined;
  readonly #missed: CallTransfer[] = [];
  readonly #tries: Try[] = [];

  /** It was to be handed on, and was not. */
  miss(transfer: CallTransfer, tries: readonly Try[]): void {
    this.#missed.push(transfer);
    this.#tries.push(...tries);
  }

  get missed(): readonly CallTransfer[] {
    return this.#missed;
  }

  /** Servers asked for those that were missed. */
  get missedTries(): readonly Try[] {
    return this.#tries;
  }
}

/** What the call is called by outside: a transferred one keeps its name. */
export function nameOf({ facts, history }: CallSession): string {
  return history.past?.id ?? facts.id;
}

/** The name of the call that the successor is part of, or is about to be. */
export function nameOfWhole(successor: CallSession): string {
  const { continues } = successor.facts;
  return nameOf(continues?.of ?? successor);
}

/** How the transfer went that the call was begun for; undefined: it is a call of its own. */
export function transferOf(session: CallSession, cause: Cause): CallTransfer | undefined {
  const { continues, called, steps } = session.facts;
  if (!continues) return undefined;
  const [first] = steps;
  return {
    ...continues.how,
    to: called,
    route: first ? routeText(first.route) : '',
    outcome: session.connectedAt === undefined ? cause : 'connected',
  };
}

/** Everything of the call up to its end, from before it was handed on to here. */
export function recordOf(
  session: CallSession,
  { cause }: CallEnd,
  tries: readonly Try[],
  endedAt: string,
): CallRecord {
  const { past, missed, missedTries } = session.history;
  const { silent, refusal, fault = refusal?.reason } = session.mediaNotes;
  const handedOn = past ? transferOf(session, cause) : undefined;
  const transfers = [...(past?.transfers ?? []), ...(handedOn ? [handedOn] : []), ...missed];
  return {
    ...(past ?? startOf(session)),
    endedAt,
    verdict: causes[cause].verdict,
    cause,
    tries: [...(past?.tries ?? []), ...tries, ...missedTries],
    ...(transfers.length > 0 && { transfers }),
    ...(silent && { silent }),
    ...(fault && { mediaFault: fault }),
  };
}

function startOf(session: CallSession) {
  const { id, direction, caller, called, startedAt } = session.facts;
  const { connectedAt } = session;
  const route = wayText(session);
  return { id, direction, from: caller.from, to: called, startedAt, connectedAt, route };
}
