/** RFC 3261 §17.1.1 with RFC 6026 §7.2: the INVITE client transaction, as data. */
import { ack, type Effect, end, nothing, passUp, send, stopRetransmitting } from './effects.ts';
import { lifetimeMs, type Timers, timerDMs } from './timers.ts';

export interface InviteClient {
  readonly state: 'calling' | 'proceeding' | 'accepted' | 'completed' | 'terminated';
  readonly reliable: boolean;
  /** The next gap of timer A. */
  readonly gapMs: number;
  /** A CANCEL is out: the final response has 64*T1 to come (§9.1). */
  readonly isCancelled?: boolean;
}

export type ClientInput =
  | 'provisional'
  | 'success'
  | 'failure'
  /** Timer A or E. */
  | 'retransmit'
  /** Timer B, D, F, K or M. */
  | 'expired'
  | 'transportFailed'
  | 'cancelled';

const timedOut: readonly Effect[] = [{ type: 'fail', reason: 'timeout' }, end];

export type InviteClientStep = readonly [next: InviteClient, effects: readonly Effect[]];

export function startInviteClient(reliable: boolean, timers: Timers): InviteClientStep {
  const started: InviteClient = { state: 'calling', reliable, gapMs: timers.t1Ms };
  const effects: Effect[] = [send, { type: 'endIn', ms: lifetimeMs(timers) }];
  // Timer A never runs over a reliable transport (§17.1.1.2).
  if (!reliable) effects.push({ type: 'retransmitIn', ms: timers.t1Ms });
  return [started, effects];
}

export function stepInviteClient(
  transaction: InviteClient,
  input: ClientInput,
  timers: Timers,
): InviteClientStep {
  switch (transaction.state) {
    case 'calling':
      return whileCalling(transaction, input, timers);
    case 'proceeding':
      return whileProceeding(transaction, input, timers);
    case 'accepted':
      return whileAccepted(transaction, input);
    case 'completed':
      return whileCompleted(transaction, input);
    case 'terminated':
      return [transaction, nothing];
  }
}

function whileCalling(
  transaction: InviteClient,
  input: ClientInput,
  timers: Timers,
): InviteClientStep {
  switch (input) {
    case 'retransmit': {
      const gapMs = transaction.gapMs * 2;
      return [{ ...transaction, gapMs }, [send, { type: 'retransmitIn', ms: gapMs }]];
    }
    case 'provisional':
      // From now on timers A and B no longer count; how long to ring is the user's matter.
      return [{ ...transaction, state: 'proceeding' }, [stopRetransmitting, passUp]];
    case 'expired':
      return [terminated(transaction), timedOut];
    default:
      return whileProceeding(transaction, input, timers);
  }
}

function whileProceeding(
  transaction: InviteClient,
  input: ClientInput,
  timers: Timers,
): InviteClientStep {
  switch (input) {
    case 'provisional':
      return [transaction, [passUp]];
    case 'success':
      // RFC 6026: stay to take every further 2xx until timer M.
      return [
        { ...transaction, state: 'accepted' },
        [stopRetransmitting, passUp, { type: 'endIn', ms: lifetimeMs(timers) }],
      ];
    case 'failure': {
      const ms = timerDMs(timers, transaction.reliable);
      return [
        { ...transaction, state: 'completed' },
        [stopRetransmitting, ack, passUp, { type: 'endIn', ms }],
      ];
    }
    case 'transportFailed':
      return [terminated(transaction), [{ type: 'fail', reason: 'transport' }, end]];
    case 'cancelled':
      return [{ ...transaction, isCancelled: true }, [{ type: 'endIn', ms: lifetimeMs(timers) }]];
    case 'expired':
      // Timer B no longer counts, but a CANCEL is not waited out for ever.
      return transaction.isCancelled ? [terminated(transaction), timedOut] : [transaction, nothing];
    case 'retransmit':
      return [transaction, nothing];
  }
}

function whileAccepted(transaction: InviteClient, input: ClientInput): InviteClientStep {
  if (input === 'success') return [transaction, [passUp]];
  if (input === 'expired') return [terminated(transaction), [end]];
  return [transaction, nothing];
}

function whileCompleted(transaction: InviteClient, input: ClientInput): InviteClientStep {
  // A repeated final is acknowledged again and not passed up.
  if (input === 'failure') return [transaction, [ack]];
  if (input === 'expired') return [terminated(transaction), [end]];
  return [transaction, nothing];
}

function terminated(transaction: InviteClient): InviteClient {
  return { ...transaction, state: 'terminated' };
}
