/** A call for which there can be no media: refused as somebody called would. RFC 3261 §13.3.1.3. */
import { Refusal } from '../domain/refusal.ts';
import type { CalleeFact } from './party.ts';

type Refused = Extract<CalleeFact, { type: 'refused' }>;

/**
 * undefined: it is no refusal, but a fault. 488: a description that nobody could take; 503: the
 * media budget is used up.
 */
export function mediaRefusal(error: unknown): Refused | undefined {
  if (!(error instanceof Refusal)) return undefined;
  const status = error.code.startsWith('E-MEDIA-') ? 503 : 488;
  return {
    type: 'refused',
    status,
    reason: error.message,
    retryAfterSeconds: undefined,
    hadRung: false,
    isOurs: true,
  };
}
