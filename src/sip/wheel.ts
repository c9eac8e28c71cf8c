/**
 * A hashed timing wheel: thousands of protocol timers on one timer of the clock. Fires at or after
 * the due time, never early.
 */
import type { Clock } from './clock.ts';

/** One armed timer; the wheel's own links and the caller's only handle. */
export interface WheelTimer {
  fire: () => void;
  dueTick: number;
  isArmed: boolean;
}

const tickMs = 10;
const slots = 4096;
const delayMsMax = 2_147_483_647;

export class TimingWheel {
  readonly #clock: Clock;
  readonly #slots: (WheelTimer[] | undefined)[] = Array.from({ length: slots });
  /** The last tick whose slot has been emptied. */
  #tick: number;
  #armed = 0;
  #pending: unknown;
  /** The tick that is waited for: the next whose slot holds anything. */
  #wakeTick = 0;
  #isRunning = false;
  #isTurning = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#tick = Math.floor(clock.now() / tickMs);
  }

  /** Timers waiting. */
  size(): number {
    return this.#armed;
  }

  set(fire: () => void, delayMs: number): WheelTimer {
    const delay = Math.min(Math.max(delayMs, 0), delayMsMax);
    const dueTick = Math.max(Math.ceil((this.#clock.now() + delay) / tickMs), this.#tick + 1);
    const timer: WheelTimer = { fire, dueTick, isArmed: true };
    const slot = dueTick % slots;
    const waiting = this.#slots[slot];
    if (waiting) waiting.push(timer);
    else this.#slots[slot] = [timer];
    this.#armed += 1;
    if (!this.#isRunning) this.#start();
    else if (dueTick < this.#wakeTick && !this.#isTurning) {
      this.#clock.clearTimeout(this.#pending);
      this.#wait();
    }
    return timer;
  }

  /** The slot lets go of it when its turn comes. */
  clear(timer: WheelTimer | undefined): void {
    if (!timer?.isArmed) return;
    timer.isArmed = false;
    timer.fire = idle;
    this.#armed -= 1;
  }

  /** When nothing waits any more: no turn to come keeps the process awake. */
  stop(): void {
    if (this.#isRunning) this.#clock.clearTimeout(this.#pending);
    this.#isRunning = false;
    this.#slots.fill(undefined);
  }

  #start(): void {
    this.#isRunning = true;
    this.#tick = Math.max(this.#tick, Math.floor(this.#clock.now() / tickMs) - 1);
    this.#wait();
  }

  /** Sleeps over empty slots: a quiet gateway is not woken a hundred times a second. */
  #wait(): void {
    let tick = this.#tick + 1;
    while (tick < this.#tick + slots && !this.#slots[tick % slots]) tick += 1;
    this.#wakeTick = tick;
    const delay = Math.max(0, tick * tickMs - this.#clock.now());
    this.#pending = this.#clock.setTimeout(() => this.#turn(), delay);
  }

  #turn(): void {
    this.#isTurning = true;
    try {
      this.#emptyUntil(Math.floor(this.#clock.now() / tickMs));
    } finally {
      this.#isTurning = false;
      if (this.#armed === 0) this.stop();
      else if (this.#isRunning) this.#wait();
    }
  }

  #emptyUntil(now: number): void {
    while (this.#tick < now && this.#isRunning) {
      this.#tick += 1;
      this.#empty(this.#tick % slots);
    }
  }

  #empty(slot: number): void {
    const waiting = this.#slots[slot];
    if (!waiting) return;
    this.#slots[slot] = undefined;
    let later: WheelTimer[] | undefined;
    for (const timer of waiting) {
      if (!timer.isArmed) continue;
      if (timer.dueTick > this.#tick) {
        // Due in a later turn of the wheel.
        later ??= [];
        later.push(timer);
        continue;
      }
      timer.isArmed = false;
      this.#armed -= 1;
      timer.fire();
    }
    if (later) this.#slots[slot] = [...(this.#slots[slot] ?? []), ...later];
  }
}

function idle(): void {
  // A cleared timer.
}
