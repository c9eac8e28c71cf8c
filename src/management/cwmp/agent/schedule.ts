/**
 * Informs that are due at an instant: the periodic one by its phase, and those of ScheduleInform.
 */
import type { FaceClock, FaceState } from '../../face.ts';
import { limits } from '../limits.ts';
import { CwmpFault } from '../soap/fault.ts';
import { unknownTime } from '../tree/value-type.ts';
import { Kept } from './kept.ts';

export interface PeriodicSettings {
  readonly isEnabled: boolean;
  readonly intervalSeconds: number;
  /** ISO 8601 UTC; the unknown time leaves the phase to us. */
  readonly time: string;
}

/** Milliseconds to the next instant that is `time` plus or minus n intervals. */
export function untilPeriodic(
  { intervalSeconds, time }: PeriodicSettings,
  now: number,
  /** Uniform in [0, 1): our own phase. */
  phase: number,
): number {
  const interval = intervalSeconds * 1000;
  const base = time === unknownTime ? phase * interval : Date.parse(time);
  const since = (((now - base) % interval) + interval) % interval;
  return interval - since;
}

interface Scheduled {
  /** Milliseconds since 1970. */
  readonly dueAt: number;
  readonly commandKey: string;
}

export interface ScheduleOptions {
  readonly clock: FaceClock;
  readonly wallClock: () => number;
  readonly phase: number;
  /** A periodic inform is due. */
  readonly onPeriodic: () => void;
  /** A scheduled one is; resolves when its event is durable. */
  readonly onScheduled: (commandKey: string) => Promise<void>;
  /** A fact could not be made durable. */
  readonly onFault: (error: unknown) => void;
}

/** Node fires a longer timer at once. */
const delayMsMax = 2_147_483_647;

export class Schedule {
  readonly #options: ScheduleOptions;
  readonly #kept: Kept<readonly Scheduled[]>;
  #periodic: PeriodicSettings | undefined;
  #periodicTimer: unknown;
  #timer: unknown;
  #periodicAt: number | undefined;

  constructor(kept: Kept<readonly Scheduled[]>, options: ScheduleOptions) {
    this.#kept = kept;
    this.#options = options;
  }

  static async load(state: FaceState, options: ScheduleOptions): Promise<Schedule> {
    const schedule = new Schedule(await Kept.load(state, 'scheduled', []), options);
    schedule.#arm();
    return schedule;
  }

  configure(periodic: PeriodicSettings): void {
    const before = this.#periodic;
    this.#periodic = periodic;
    const isSame = before && JSON.stringify(before) === JSON.stringify(periodic);
    if (isSame) return;
    this.#armPeriodic();
    this.#arm();
  }

  /** Milliseconds since 1970 of the next inform that is known of. */
  nextAt(): number | undefined {
    const due = this.#kept.value.map(({ dueAt }) => dueAt);
    const all = this.#periodicAt === undefined ? due : [...due, this.#periodicAt];
    return all.length === 0 ? undefined : Math.min(...all);
  }

  async add(delaySeconds: number, commandKey: string): Promise<void> {
    if (delaySeconds === 0) throw new CwmpFault(9003, 'DelaySeconds is at least 1');
    if (this.#kept.value.length >= limits.scheduledInformsMax) {
      throw new CwmpFault(9004, 'too many informs are scheduled already');
    }
    const dueAt = this.#options.wallClock() + delaySeconds * 1000;
    await this.#kept.set([...this.#kept.value, { dueAt, commandKey }]);
    this.#arm();
  }

  async forget(): Promise<void> {
    await this.#kept.set([]);
    this.#arm();
  }

  stop(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#options.clock.clearTimeout(this.#periodicTimer);
    this.#periodicAt = undefined;
    this.#periodic = undefined;
  }

  #armPeriodic(): void {
    const { clock, wallClock, phase, onPeriodic } = this.#options;
    clock.clearTimeout(this.#periodicTimer);
    this.#periodicAt = undefined;
    const periodic = this.#periodic;
    if (!periodic?.isEnabled) return;
    const now = wallClock();
    const wait = untilPeriodic(periodic, now, phase);
    this.#periodicAt = now + wait;
    this.#periodicTimer = clock.setTimeout(
      () => {
        if (wait <= delayMsMax) onPeriodic();
        this.#armPeriodic();
      },
      Math.min(wait, delayMsMax),
    );
  }

  #arm(): void {
    const { clock, wallClock, onFault } = this.#options;
    clock.clearTimeout(this.#timer);
    const due = this.#kept.value.map(({ dueAt }) => dueAt);
    if (due.length === 0) return;
    const wait = Math.max(0, Math.min(...due) - wallClock());
    this.#timer = clock.setTimeout(
      () => {
        this.#fire().catch(onFault);
      },
      Math.min(wait, delayMsMax),
    );
  }

  /**
   * The event is durable before the schedule forgets it: an end in between informs twice, never
   * not at all.
   */
  async #fire(): Promise<void> {
    const now = this.#options.wallClock();
    const isDue = ({ dueAt }: Scheduled) => dueAt <= now;
    for (const { commandKey } of this.#kept.value.filter(isDue)) {
      await this.#options.onScheduled(commandKey);
    }
    await this.#kept.set(this.#kept.value.filter((one) => !isDue(one)));
    this.#arm();
  }
}
