/** When a scheduled download may be made: its time windows, one after the other. TR-069 A.4.1.8 */
import { limits } from '../limits.ts';
import type { TimeWindow } from '../rpc/request.ts';
import { CwmpFault } from '../soap/fault.ts';

export interface Window {
  /** Milliseconds since 1970. */
  readonly fromAt: number;
  readonly untilAt: number;
  /** Only while there are no calls. */
  readonly isIdleNeeded: boolean;
  /** Tries after the first that failed; undefined: as many as there is time for. */
  readonly retriesLeft: number | undefined;
}

const modes: Readonly<Record<string, boolean>> = {
  '1 At Any Time': false,
  '2 Immediately': false,
  '3 When Idle': true,
};

/** The windows of an order that came at `now`; throws the fault that refuses it. */
export function windowsOf(windows: readonly TimeWindow[], now: number): readonly Window[] {
  if (windows.length < 1 || windows.length > 2) {
    throw new CwmpFault(9003, 'one or two time windows are expected');
  }
  return windows.map(({ start, end, mode, maxRetries }, at) => {
    const before = windows[at - 1]?.end ?? 0;
    if (end <= start || start < before) {
      throw new CwmpFault(9003, 'a time window ends after its start, and before the next begins');
    }
    if (mode === '4 Confirmation Needed') throw new CwmpFault(9001, 'there is nobody to be asked');
    if (!Object.hasOwn(modes, mode)) throw new CwmpFault(9003, 'there is no such WindowMode');
    return {
      fromAt: now + start * 1000,
      untilAt: now + end * 1000,
      isIdleNeeded: modes[mode] === true,
      retriesLeft: maxRetries < 0 ? undefined : maxRetries,
    };
  });
}

/** When there is another try, and the windows that are left for it. */
export interface Again {
  readonly windows: readonly Window[];
  readonly dueAt: number;
}

/** What becomes of a download at an instant: its next try, a wait, or the end of its time. */
export type Step = { readonly kind: 'try' | 'over' } | ({ readonly kind: 'wait' } & Again);

export function stepAt(windows: readonly Window[], now: number, isIdle: boolean): Step {
  const left = windows.filter(({ untilAt }) => now < untilAt);
  const [window] = left;
  if (!window) return { kind: 'over' };
  if (now < window.fromAt) return { kind: 'wait', windows: left, dueAt: window.fromAt };
  if (isIdle || !window.isIdleNeeded) return { kind: 'try' };
  const dueAt = Math.min(now + limits.idleCheckMs, window.untilAt);
  return { kind: 'wait', windows: left, dueAt };
}

/** After a try that failed: a retry in this window, the next one, or undefined. */
export function afterFailure(windows: readonly Window[], now: number): Again | undefined {
  const [window, ...others] = windows.filter(({ untilAt }) => now < untilAt);
  if (!window) return undefined;
  const { retriesLeft, untilAt } = window;
  if (retriesLeft === 0) return others[0] && { windows: others, dueAt: others[0].fromAt };
  const again = { ...window, retriesLeft: retriesLeft === undefined ? undefined : retriesLeft - 1 };
  return {
    windows: [again, ...others],
    dueAt: Math.min(now + limits.transferRetryMs, untilAt),
  };
}
