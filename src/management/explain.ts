/** What a code of an event or a refusal means and what to do: the catalogues as people ask. */
import { shown } from '../domain/names.ts';
import { Refusal } from '../domain/refusal.ts';
import { errors } from '../errors.ts';
import { eventCodes } from './event-codes.ts';
import type { Severity } from './events.ts';

export interface Explanation {
  readonly code: string;
  readonly meaning: string;
  readonly action: string;
  /** Of events. */
  readonly severity?: Severity;
  readonly causes?: string;
}

const ofEvents: ReadonlyMap<string, Omit<Explanation, 'code'>> = new Map(
  Object.entries(eventCodes),
);
const ofRefusals: ReadonlyMap<string, Omit<Explanation, 'code'>> = new Map(Object.entries(errors));

/** Codes of refusals are in capitals, those of events are not; people type either way. */
export function explain(asked: string): Explanation {
  const [event, refusal] = [asked.toLowerCase(), asked.toUpperCase()];
  const ofEvent = ofEvents.get(event);
  if (ofEvent) return { code: event, ...ofEvent };
  const ofRefusal = ofRefusals.get(refusal);
  if (ofRefusal) return { code: refusal, ...ofRefusal };
  throw new Refusal('E-NOT-FOUND', `there is no code "${shown(asked)}"`);
}
