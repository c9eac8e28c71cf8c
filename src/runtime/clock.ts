/** Real time: monotonic milliseconds and timers that never overflow. */

/** A longer delay would fire after 1 ms. */
const delayMsMax = 2_147_483_647;

export interface RealClock {
  now(): number;
  setTimeout(fire: () => void, delayMs: number): unknown;
  clearTimeout(id: unknown): void;
}

export const realClock: RealClock = {
  now: () => performance.now(),
  setTimeout: (fire, delayMs) => setTimeout(fire, Math.min(Math.max(0, delayMs), delayMsMax)),
  clearTimeout(id) {
    if (id instanceof Object && 'hasRef' in id) clearTimeout(timerOf(id));
  },
};

/** Node's timers are objects; XState hands them back as unknown. */
function timerOf(id: object): NodeJS.Timeout | undefined {
  return isTimer(id) ? id : undefined;
}

function isTimer(id: object): id is NodeJS.Timeout {
  return 'ref' in id && 'unref' in id;
}

/** Milliseconds since 1970. */
export function wallClock(): number {
  return Date.now();
}
