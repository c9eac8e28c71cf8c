/** Turns to send a REGISTER: so many a second to one server, busy lines first. users-ask R11 */
import { nextInLine, type Pace, takeTurn, unpaced } from '../../domain/pacing.ts';
import type { Clock } from '../../sip/clock.ts';

interface Ticket {
  readonly isUrgent: boolean;
  readonly order: number;
  readonly go: () => void;
}

interface Queue {
  pace: Pace;
  readonly waiting: Ticket[];
  isArmed: boolean;
}

/** What a timer may be late by without anybody losing a turn. */
const timerGrainMs = 2;

export class Turns {
  readonly #clock: Clock;
  readonly #perSecond: () => number;
  readonly #queues = new Map<string, Queue>();
  #order = 0;

  constructor(clock: Clock, perSecond: () => number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
  }

  /** `go` is called when the turn has come, never before this call has returned. */
  take(server: string, isUrgent: boolean, go: () => void): void {
    const queue = this.#queues.get(server) ?? { pace: unpaced, waiting: [], isArmed: false };
    this.#queues.set(server, queue);
    this.#order += 1;
    queue.waiting.push({ isUrgent, order: this.#order, go });
    this.#arm(queue);
  }

  #arm(queue: Queue): void {
    if (queue.isArmed || queue.waiting.length === 0) return;
    queue.isArmed = true;
    const delayMs = Math.max(0, queue.pace.nextAtMs - this.#clock.now());
    this.#clock.setTimeout(() => {
      queue.isArmed = false;
      this.#serve(queue);
      this.#arm(queue);
    }, delayMs);
  }

  /** Everybody whose turn has come: timers are coarser than a high rate. */
  #serve(queue: Queue): void {
    while (queue.waiting.length > 0) {
      const [pace, delayMs] = takeTurn(queue.pace, this.#clock.now(), this.#perSecond());
      if (delayMs > 0) return;
      // Kept from the instant it was due, so that a late timer costs nobody a turn.
      queue.pace = {
        nextAtMs: Math.max(
          queue.pace.nextAtMs + 1000 / this.#perSecond(),
          pace.nextAtMs - timerGrainMs,
        ),
      };
      const [ticket] = queue.waiting.splice(nextInLine(queue.waiting), 1);
      ticket?.go();
    }
  }
}
