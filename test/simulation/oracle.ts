/**
 * The rule of hunting in one function: which servers a call may have asked, given what each of them
 * did. failover.md §2.4
 */

/** What a server did while it was the one being asked. */
export type Outcome =
  | 'none'
  /** No answer and no fault; the walk may leave it when its time is over. */
  | 'trying'
  | 'rang'
  /** A 503 before any ringing. */
  | 'unavailable'
  /** A status that the operator has named in `hunt-also`, before any ringing. */
  | 'excused'
  | 'answered'
  /** Lost before anything, after a 100 only, after ringing. */
  | 'lost'
  | 'lost-trying'
  | 'lost-rang';

/** The servers that a call may ask, in order, when each does what `outcomeOf` says. */
export function hunted(
  order: readonly string[],
  outcomeOf: (server: string) => Outcome,
  policy: 'rfc3263' | 'manual',
): readonly string[] {
  const asked: string[] = [];
  let lostAfterTrying = 0;
  for (const server of order) {
    asked.push(server);
    const outcome = outcomeOf(server);
    if (outcome === 'lost-trying') lostAfterTrying += 1;
    const isNotReached =
      outcome === 'none' ||
      outcome === 'lost' ||
      outcome === 'excused' ||
      (outcome === 'unavailable' && policy === 'rfc3263') ||
      (outcome === 'lost-trying' && lostAfterTrying === 1);
    if (!isNotReached) break;
  }
  return asked;
}
