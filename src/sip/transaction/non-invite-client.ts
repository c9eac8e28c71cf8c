/** RFC 3261 §17.1.2: the non-INVITE client transaction, as data. */
import { type Effect, end, nothing, passUp, send, stopRetransmitting } from './effects.ts';
import type { ClientInput } from './invite-client.ts';
import { lifetimeMs, settleMs, type Timers } from './timers.ts';

export interface NonInviteClient {
  readonly state: 'trying' | 'proceeding' | 'completed' | 'terminated';
  readonly reliable: boolean;
  /** The next gap of timer E. */
  readonly gapMs: number;
}

export type NonInviteClientStep = readonly [next: NonInviteClient, effects: readonly Effect[]];

export function startNonInviteClient(reliable: boolean, timers: Timers): NonInviteClientStep {
  const started: NonInviteClient = { state: 'trying', reliable, gapMs: timers.t1Ms };
  const effects: Effect[] = [send, { type: 'endIn', ms: lifetimeMs(timers) }];
  if (!reliable) effects.push({ type: 'retransmitIn', ms: timers.t1Ms });
  return [started, effects];
}

export function stepNonInviteClient(
  transaction: NonInviteClient,
  input: ClientInput,
  timers: Timers,
): NonInviteClientStep {
  switch (transaction.state) {
    case 'trying':
    case 'proceeding':
      return whileOpen(transaction, input, timers);
    case 'completed':
      // Only timer K still matters: it absorbs repeated finals.
      return input === 'expired'
        ? [{ ...transaction, state: 'terminated' }, [end]]
        : [transaction, nothing];
    case 'terminated':
      return [transaction, nothing];
  }
}

function whileOpen(
  transaction: NonInviteClient,
  input: ClientInput,
  timers: Timers,
): NonInviteClientStep {
  switch (input) {
    case 'retransmit': {
      // Trying: double up to T2. Proceeding: T2 from here on (§17.1.2.2).
      const gapMs =
        transaction.state === 'proceeding'
          ? timers.t2Ms
          : Math.min(transaction.gapMs * 2, timers.t2Ms);
      return [{ ...transaction, gapMs }, [send, { type: 'retransmitIn', ms: gapMs }]];
    }
    case 'provisional':
      return [{ ...transaction, state: 'proceeding' }, [passUp]];
    case 'success':
    case 'failure': {
      const ms = settleMs(timers, transaction.reliable);
      return [
        { ...transaction, state: 'completed' },
        [stopRetransmitting, passUp, { type: 'endIn', ms }],
      ];
    }
    case 'expired':
      return [{ ...transaction, state: 'terminated' }, [{ type: 'fail', reason: 'timeout' }, end]];
    case 'transportFailed':
      return [
        { ...transaction, state: 'terminated' },
        [{ type: 'fail', reason: 'transport' }, end],
      ];
    case 'cancelled':
      // Only an INVITE can be.
      return [transaction, nothing];
  }
}
