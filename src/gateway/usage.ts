/** What each user has called through servers lately: for limits against toll fraud. Threat T1. */
import type { Usage as UsageOf } from '../domain/permission.ts';
import { SlidingSum } from './sliding-sum.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface OfUser {
  readonly running: Set<string>;
  readonly callsLastHour: SlidingSum;
  readonly secondsLastDay: SlidingSum;
}

export class Usage {
  readonly #now: () => number;
  readonly #users = new Map<string, OfUser>();

  constructor(now: () => number) {
    this.#now = now;
  }

  begin(user: string, call: string): void {
    let one = this.#users.get(user);
    if (one === undefined) {
      one = {
        running: new Set(),
        callsLastHour: new SlidingSum(hourMs),
        secondsLastDay: new SlidingSum(dayMs),
      };
      this.#users.set(user, one);
    }
    one.running.add(call);
  }

  end(user: string, call: string, startedAtMs: number, seconds: number): void {
    const one = this.#users.get(user);
    if (one === undefined || !one.running.delete(call)) return;
    const now = this.#now();
    one.callsLastHour.add(startedAtMs, 1, now);
    one.secondsLastDay.add(startedAtMs, seconds, now);
  }

  of(user: string): UsageOf {
    const now = this.#now();
    const one = this.#users.get(user);
    const calls = one?.running.size ?? 0;
    return {
      calls,
      callsLastHour: calls + (one?.callsLastHour.at(now) ?? 0),
      minutesLastDay: (one?.secondsLastDay.at(now) ?? 0) / 60,
    };
  }
}
