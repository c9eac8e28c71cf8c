/** What each user has called through servers lately: for limits against toll fraud. Threat T1. */
import type { Usage as UsageOf } from '../../domain/permission.ts';
import { SlidingSum } from './sliding-sum.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How many seconds a call in progress has been connected. */
type SecondsSoFar = () => number;

interface OfUser {
  readonly running: Map<string, SecondsSoFar>;
  readonly callsLastHour: SlidingSum;
  readonly secondsLastDay: SlidingSum;
}

export class Usage {
  readonly #now: () => number;
  readonly #users = new Map<string, OfUser>();

  constructor(now: () => number) {
    this.#now = now;
  }

  begin(user: string, call: string, secondsSoFar: SecondsSoFar = () => 0): void {
    this.#user(user).running.set(call, secondsSoFar);
  }

  end(user: string, call: string, startedAtMs: number, seconds: number): void {
    const one = this.#users.get(user);
    if (one?.running.delete(call)) this.remember(user, startedAtMs, seconds);
  }

  /** A call that is over. */
  remember(user: string, startedAtMs: number, seconds: number): void {
    const one = this.#user(user);
    const now = this.#now();
    one.callsLastHour.add(startedAtMs, 1, now);
    one.secondsLastDay.add(startedAtMs, seconds, now);
  }

  /** Its calls in progress. */
  running(user: string): readonly string[] {
    return [...(this.#users.get(user)?.running.keys() ?? [])];
  }

  of(user: string): UsageOf {
    const now = this.#now();
    const one = this.#users.get(user);
    const calls = one?.running.size ?? 0;
    const running = [...(one?.running.values() ?? [])].reduce((sum, soFar) => sum + soFar(), 0);
    return {
      calls,
      callsLastHour: calls + (one?.callsLastHour.at(now) ?? 0),
      minutesLastDay: ((one?.secondsLastDay.at(now) ?? 0) + running) / 60,
    };
  }

  #user(name: string): OfUser {
    const known = this.#users.get(name);
    if (known) return known;
    const one = {
      running: new Map<string, SecondsSoFar>(),
      callsLastHour: new SlidingSum(hourMs),
      secondsLastDay: new SlidingSum(dayMs),
    };
    this.#users.set(name, one);
    return one;
  }
}
