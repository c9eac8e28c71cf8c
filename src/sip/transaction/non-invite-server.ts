/** RFC 3261 §17.2.2 with RFC 4320: the non-INVITE server transaction, as data. */
import { type Effect, end, nothing, send } from './effects.ts';
import { lifetimeMs, type Timers } from './timers.ts';

export interface NonInviteServer {
  readonly state: 'trying' | 'proceeding' | 'completed' | 'terminated';
  readonly reliable: boolean;
}

export type NonInviteServerInput =
  | 'repeated'
  /** Only ever a 100, and only late (RFC 4320 §4.1): the caller sees to that. */
  | 'sendProvisional'
  | 'sendFinal'
  /** Timer J, or nobody has answered for as long as the client waits. */
  | 'expired';

export type NonInviteServerStep = readonly [next: NonInviteServer, effects: readonly Effect[]];

/**
 * A request that is not answered in time for timer F is forgotten: 408 would help nobody (RFC 4320
 * §4.2).
 */
export function startNonInviteServer(reliable: boolean, timers: Timers): NonInviteServerStep {
  return [{ state: 'trying', reliable }, [{ type: 'endIn', ms: lifetimeMs(timers) }]];
}

export function stepNonInviteServer(
  transaction: NonInviteServer,
  input: NonInviteServerInput,
  timers: Timers,
): NonInviteServerStep {
  switch (input) {
    case 'repeated':
      // In Trying there is nothing to repeat yet.
      return [
        transaction,
        transaction.state === 'proceeding' || transaction.state === 'completed' ? [send] : nothing,
      ];
    case 'sendProvisional':
      return isOpen(transaction)
        ? [{ ...transaction, state: 'proceeding' }, [send]]
        : [transaction, nothing];
    case 'sendFinal': {
      if (!isOpen(transaction)) return [transaction, nothing];
      const ms = transaction.reliable ? 0 : lifetimeMs(timers);
      const effects: Effect[] = [send, { type: 'endIn', ms }];
      return [{ ...transaction, state: 'completed' }, effects];
    }
    case 'expired':
      return transaction.state === 'terminated'
        ? [transaction, nothing]
        : [{ ...transaction, state: 'terminated' }, [end]];
  }
}

function isOpen({ state }: NonInviteServer): boolean {
  return state === 'trying' || state === 'proceeding';
}
