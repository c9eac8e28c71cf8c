/** How long to wait when two offers have met. RFC 3261 §14.1. */
import type { Random } from '../clock.ts';

/** Who owns the Call-ID waits longer, in steps of 10 ms, so that the two do not meet again. */
export function glareWaitMs(ownsCallId: boolean, random: Random): number {
  const [least, steps] = ownsCallId ? [2100, 191] : [0, 201];
  return least + Math.floor(random.uniform() * steps) * 10;
}
