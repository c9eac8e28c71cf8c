/**
 * What client and server transactions share: the transport, the wheel, and how effects are
 * performed.
 */
import type { Side, Target, Transport } from './flow.ts';
import type { Via } from './message/values.ts';
import type { MessageCounts } from './message-counts.ts';
import type { Effect } from './transaction/effects.ts';
import type { Timers } from './transaction/timers.ts';
import type { TimingWheel, WheelTimer } from './wheel.ts';

export interface TransactionIo {
  readonly transport: Transport;
  readonly wheel: TimingWheel;
  readonly timers: Timers;
  readonly counts: MessageCounts;
  /** A fresh branch with the magic cookie and 96 random bits. */
  branch(): string;
  /** Told how the sender of each answer to a request of ours has seen us (RFC 3581 §4). */
  seen(target: Target, side: Side, via: Via): void;
  /** Told of what a transaction user threw; one user's fault is nobody else's. */
  fault(error: unknown): void;
}

/** A transaction as the performer of its own effects. */
export interface Performer {
  retransmitTimer: WheelTimer | undefined;
  endTimer: WheelTimer | undefined;
  send(): void;
  acknowledge(): void;
  passUp(): void;
  fail(reason: 'timeout' | 'transport'): void;
  end(): void;
  /** One of the two timers has fired. */
  step(input: 'retransmit' | 'expired'): void;
}

export function perform(
  io: TransactionIo,
  transaction: Performer,
  effects: readonly Effect[],
): void {
  for (const effect of effects) {
    switch (effect.type) {
      case 'send':
        transaction.send();
        break;
      case 'ack':
        transaction.acknowledge();
        break;
      case 'passUp':
        transaction.passUp();
        break;
      case 'fail':
        transaction.fail(effect.reason);
        break;
      case 'end':
        transaction.end();
        break;
      case 'stopRetransmitting':
        io.wheel.clear(transaction.retransmitTimer);
        break;
      case 'retransmitIn':
        io.wheel.clear(transaction.retransmitTimer);
        transaction.retransmitTimer = io.wheel.set(() => transaction.step('retransmit'), effect.ms);
        break;
      case 'endIn':
        io.wheel.clear(transaction.endTimer);
        transaction.endTimer = io.wheel.set(() => transaction.step('expired'), effect.ms);
        break;
    }
  }
}

/** Runs what belongs to a transaction user; false when it threw. */
export function contained(io: TransactionIo, act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    io.fault(error);
    return false;
  }
}
