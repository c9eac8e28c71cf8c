/** The pace of REGISTER requests towards one server, and who goes first. users-ask R11. */

export interface Pace {
  /** The monotonic instant of the next free turn. */
  readonly nextAtMs: number;
}

export interface Waiting {
  /** Emergency lines and lines with calls go first. */
  readonly isUrgent: boolean;
  /** Rises with every request for a turn. */
  readonly order: number;
}

export const unpaced: Pace = { nextAtMs: 0 };

/** Recovering lines come back spread over this time. */
const spreadMaxMs = 30_000;

/** Takes the next turn: turns are 1/rate apart, none is saved up. */
export function takeTurn(
  { nextAtMs }: Pace,
  nowMs: number,
  perSecond: number,
): readonly [Pace, delayMs: number] {
  const atMs = Math.max(nextAtMs, nowMs);
  return [{ nextAtMs: atMs + 1000 / perSecond }, atMs - nowMs];
}

/** The index of who goes next; -1 when nobody waits. */
export function nextInLine(waiting: readonly Waiting[]): number {
  let best = -1;
  for (const [index, one] of waiting.entries()) {
    const other = waiting[best];
    if (other === undefined || goesBefore(one, other)) best = index;
  }
  return best;
}

function goesBefore(one: Waiting, other: Waiting): boolean {
  return one.isUrgent === other.isUrgent ? one.order < other.order : one.isUrgent;
}

/** How long one of many lines waits before it follows a server that came back. */
export function spreadDelayMs(chance: number, lines: number, perSecond: number): number {
  // A few lines need no half minute: twice the time that their paced turns take.
  return Math.round(chance * Math.min(spreadMaxMs, (2000 * lines) / perSecond));
}
