/** A turn of the event loop left to others in the middle of long work. */
import type { FaceClock } from '../face.ts';

export type Pause = () => Promise<void>;

export function pauseOn(clock: Pick<FaceClock, 'setTimeout'>): Pause {
  return () => new Promise((resolve) => void clock.setTimeout(() => resolve(), 0));
}
