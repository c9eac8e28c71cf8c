/** How much media there may be at a time, and what of it is kept for emergency calls. */
import { Refusal } from '../domain/refusal.ts';
import { limits } from './limits.ts';

/** Room for one more session, or it throws. */
export function checkBudget(used: number, sessionsMax: number, isUrgent: boolean): void {
  const most = sessionsMax + (isUrgent ? limits.urgentSessions : 0);
  if (used < most) return;
  throw new Refusal('E-MEDIA-BUDGET', `the media budget is ${most} sessions, all are in use`);
}

/**
 * Pairs of ports that only an emergency call may take: a tenth, for one call of audio at least,
 * as long as that leaves another one to everybody else.
 */
export function pairsKept(pairs: number): number {
  const { urgentSessions, audioPairs } = limits;
  if (pairs < 2 * audioPairs) return 0;
  const calls = Math.floor(pairs / (10 * audioPairs));
  return audioPairs * Math.min(Math.max(calls, 1), urgentSessions);
}
