/** What client and server transactions share: the transport, the wheel, and how effects are performed. */
import type { Transport } from './flow.ts';
import type { Effect } from './transaction/effects.ts';
import type { Timers } from './transaction/timers.ts';
import type { TimingWheel, WheelTimer } from './wheel.ts';

export interface TransactionIo {
  readonly transport: Transport;
  readonly wheel: TimingWheel;
  readonly timers: Timers;
  /** A fresh branch with the magic cookie and 96 random bits. */
  branch(): string;
  /** Told of what a transaction user threw; one user's fault is nobody else's. */
  fault(error: unknown): void;
}

/** The two timers a transaction may have running. */
export interface Clocked {
  retransmitTimer: WheelTimer | undefined;
  endTimer: WheelTimer | undefined;
}

export interface Performers {
  readonly send: () => void;
  readonly ack: () => void;
  readonly passUp: () => void;
  readonly fail: (reason: 'timeout' | 'transport') => void;
  readonly end: () => void;
  readonly retransmit: () => void;
  readonly expired: () => void;
}

export function perform(
  io: TransactionIo,
  transaction: Clocked,
  effects: readonly Effect[],
  performers: Performers,
): void {
  for (const effect of effects) {
    switch (effect.type) {
      case 'send':
        performers.send();
        break;
      case 'ack':
        performers.ack();
        break;
      case 'passUp':
        contained(io, () => performers.passUp());
        break;
      case 'fail':
        contained(io, () => performers.fail(effect.reason));
        break;
      case 'end':
        performers.end();
        break;
      case 'stopRetransmitting':
        io.wheel.clear(transaction.retransmitTimer);
        break;
      case 'retransmitIn':
        io.wheel.clear(transaction.retransmitTimer);
        transaction.retransmitTimer = io.wheel.set(performers.retransmit, effect.ms);
        break;
      case 'endIn':
        io.wheel.clear(transaction.endTimer);
        transaction.endTimer = io.wheel.set(performers.expired, effect.ms);
        break;
    }
  }
}

export function contained(io: TransactionIo, act: () => void): void {
  try {
    act();
  } catch (error) {
    io.fault(error);
  }
}
