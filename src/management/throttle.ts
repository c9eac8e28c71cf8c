/** Token buckets by source: a burst is fine, a flood is told when to come back. */

interface Bucket {
  left: number;
  atMs: number;
}

export interface Throttle {
  /** Takes one; gives 0, or the seconds to wait when nothing is left. */
  take(source: string): number;
  /** The seconds to wait before `take` would give one, taking nothing. */
  wait(source: string): number;
}

/** Sources remembered; the longest unseen is forgotten first. */
const sourcesMax = 1024;

export function createThrottle(
  burst: number,
  perSecond: number,
  clock: { now(): number },
): Throttle {
  const buckets = new Map<string, Bucket>();

  function refilled(source: string): Bucket {
    const nowMs = clock.now();
    const { left, atMs } = buckets.get(source) ?? { left: burst, atMs: nowMs };
    const bucket = {
      left: Math.min(burst, left + ((nowMs - atMs) / 1000) * perSecond),
      atMs: nowMs,
    };
    buckets.delete(source);
    buckets.set(source, bucket);
    const [oldest] = buckets.keys();
    if (buckets.size > sourcesMax && oldest !== undefined) buckets.delete(oldest);
    return bucket;
  }

  const secondsUntilOne = ({ left }: Bucket) =>
    left >= 1 ? 0 : Math.max(1, Math.ceil((1 - left) / perSecond));

  return {
    take(source) {
      const bucket = refilled(source);
      const seconds = secondsUntilOne(bucket);
      if (seconds === 0) bucket.left -= 1;
      return seconds;
    },
    wait: (source) => secondsUntilOne(refilled(source)),
  };
}
