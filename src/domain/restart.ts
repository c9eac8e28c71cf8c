/**
 * When a crashed actor is started again: 5 times in 60 s, then parked for 30 s to 30 min with an
 * alarm.
 */

export interface CrashHistory {
  /** Monotonic instants of the crashes inside the window. */
  readonly crashesAtMs: readonly number[];
  /** How often it has been parked since it last ran in peace. */
  readonly parkings: number;
}

export interface RestartDecision {
  readonly kind: 'restart' | 'park';
  /** Never 0: an immediate restart of what fails at its start is an endless loop. */
  readonly delayMs: number;
}

const restartsMax = 5;
const windowMs = 60_000;
const firstDelayMs = 200;
const parkedMinMs = 30_000;
const parkedMaxMs = 1_800_000;
/** So long without a crash, beyond the longest parking, and the past is forgotten. */
const peaceMs = 2 * parkedMaxMs;

export const noCrashes: CrashHistory = { crashesAtMs: [], parkings: 0 };

export function decideRestart(
  history: CrashHistory,
  nowMs: number,
): readonly [CrashHistory, RestartDecision] {
  const last = history.crashesAtMs.at(-1);
  const parkings = last !== undefined && nowMs - last > peaceMs ? 0 : history.parkings;
  const recent = history.crashesAtMs.filter((atMs) => nowMs - atMs < windowMs);
  const crashesAtMs = [...recent, nowMs];
  if (recent.length < restartsMax) {
    return [
      { crashesAtMs, parkings },
      { kind: 'restart', delayMs: firstDelayMs * 2 ** recent.length },
    ];
  }
  return [
    { crashesAtMs: [nowMs], parkings: parkings + 1 },
    { kind: 'park', delayMs: Math.min(parkedMaxMs, parkedMinMs * 2 ** Math.min(parkings, 10)) },
  ];
}
