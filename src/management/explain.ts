/** What an event code means, what causes it, what to do: the catalogue as people ask for it. */
import { shown } from '../domain/names.ts';
import { Refusal } from '../domain/refusal.ts';
import { type EventCode, eventCodes } from './event-codes.ts';

export interface Explanation extends EventCode {
  readonly code: string;
}

const explanations: ReadonlyMap<string, EventCode> = new Map(Object.entries(eventCodes));

/** Refuses a code that no event has. */
export function explain(code: string): Explanation {
  const found = explanations.get(code);
  if (!found) throw new Refusal('E-NOT-FOUND', `there is no event code "${shown(code)}"`);
  return { code, ...found };
}
