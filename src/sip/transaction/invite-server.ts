/** RFC 3261 §17.2.1 with RFC 6026 §7.1: the INVITE server transaction, as data. */
import { type Effect, end, nothing, passUp, send, stopRetransmitting } from './effects.ts';
import { lifetimeMs, settleMs, type Timers } from './timers.ts';

export interface InviteServer {
  readonly state: 'proceeding' | 'accepted' | 'completed' | 'confirmed' | 'terminated';
  readonly reliable: boolean;
  /** The next gap of timer G. */
  readonly gapMs: number;
}

export type InviteServerInput =
  /** The INVITE came again. */
  | 'repeated'
  | 'ack'
  /** The user answers. */
  | 'sendProvisional'
  | 'sendSuccess'
  | 'sendFailure'
  /** Timer G. */
  | 'retransmit'
  /** Timer H, I or L. */
  | 'expired';

export type InviteServerStep = readonly [next: InviteServer, effects: readonly Effect[]];

export function startInviteServer(reliable: boolean, timers: Timers): InviteServerStep {
  return [{ state: 'proceeding', reliable, gapMs: timers.t1Ms }, nothing];
}

export function stepInviteServer(
  transaction: InviteServer,
  input: InviteServerInput,
  timers: Timers,
): InviteServerStep {
  switch (transaction.state) {
    case 'proceeding':
      return whileProceeding(transaction, input, timers);
    case 'accepted':
      return whileAccepted(transaction, input);
    case 'completed':
      return whileCompleted(transaction, input, timers);
    case 'confirmed':
      return input === 'expired'
        ? [{ ...transaction, state: 'terminated' }, [end]]
        : [transaction, nothing];
    case 'terminated':
      return [transaction, nothing];
  }
}

function whileProceeding(
  transaction: InviteServer,
  input: InviteServerInput,
  timers: Timers,
): InviteServerStep {
  switch (input) {
    case 'repeated':
    case 'sendProvisional':
      return [transaction, [send]];
    case 'sendSuccess':
      // RFC 6026: the user retransmits the 2xx; this only absorbs repeated INVITEs until timer L.
      return [
        { ...transaction, state: 'accepted' },
        [send, { type: 'endIn', ms: lifetimeMs(timers) }],
      ];
    case 'sendFailure': {
      const effects: Effect[] = [send, { type: 'endIn', ms: lifetimeMs(timers) }];
      // Timer G never runs over a reliable transport.
      if (!transaction.reliable) effects.push({ type: 'retransmitIn', ms: transaction.gapMs });
      return [{ ...transaction, state: 'completed' }, effects];
    }
    default:
      return [transaction, nothing];
  }
}

function whileAccepted(transaction: InviteServer, input: InviteServerInput): InviteServerStep {
  switch (input) {
    case 'sendSuccess':
      return [transaction, [send]];
    case 'ack':
      return [transaction, [passUp]];
    case 'expired':
      return [{ ...transaction, state: 'terminated' }, [end]];
    default:
      return [transaction, nothing];
  }
}

function whileCompleted(
  transaction: InviteServer,
  input: InviteServerInput,
  timers: Timers,
): InviteServerStep {
  switch (input) {
    case 'repeated':
      return [transaction, [send]];
    case 'retransmit': {
      const gapMs = Math.min(transaction.gapMs * 2, timers.t2Ms);
      return [{ ...transaction, gapMs }, [send, { type: 'retransmitIn', ms: gapMs }]];
    }
    case 'ack': {
      const ms = settleMs(timers, transaction.reliable);
      return [{ ...transaction, state: 'confirmed' }, [stopRetransmitting, { type: 'endIn', ms }]];
    }
    case 'expired':
      // Timer H: the ACK never came. The call is over either way; nobody needs to hear of it.
      return [{ ...transaction, state: 'terminated' }, [end]];
    default:
      return [transaction, nothing];
  }
}
