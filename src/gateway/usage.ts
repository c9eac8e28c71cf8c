/** What each user has called through servers lately: for limits against toll fraud. Threat T1. */
import type { Usage as UsageOf } from '../domain/permission.ts';

interface Past {
  readonly startedAtMs: number;
  readonly seconds: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Calls remembered of one user; the oldest go first. */
const pastMax = 20_000;

export class Usage {
  readonly #now: () => number;
  readonly #running = new Map<string, Set<string>>();
  readonly #past = new Map<string, Past[]>();

  constructor(now: () => number) {
    this.#now = now;
  }

  begin(user: string, call: string): void {
    const running = this.#running.get(user) ?? new Set<string>();
    running.add(call);
    this.#running.set(user, running);
  }

  end(user: string, call: string, startedAtMs: number, seconds: number): void {
    if (!this.#running.get(user)?.delete(call)) return;
    const past = this.#past.get(user) ?? [];
    past.push({ startedAtMs, seconds });
    this.#past.set(user, past.slice(-pastMax));
  }

  of(user: string): UsageOf {
    const now = this.#now();
    const past = (this.#past.get(user) ?? []).filter(
      ({ startedAtMs }) => startedAtMs > now - dayMs,
    );
    const calls = this.#running.get(user)?.size ?? 0;
    return {
      calls,
      callsLastHour: calls + past.filter(({ startedAtMs }) => startedAtMs > now - hourMs).length,
      minutesLastDay: past.reduce((sum, { seconds }) => sum + seconds, 0) / 60,
    };
  }
}
