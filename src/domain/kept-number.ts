/** A number that may be switched off for a while: it is kept. Manual §1.12. */
import { Refusal } from './refusal.ts';

export interface KeptNumber {
  readonly number: string | undefined;
  /** Without a number this is as it is at first: a number that is set is on. */
  readonly isEnabled: boolean;
}

/** What becomes of it; an empty text takes the number away, undefined leaves what is. */
export function keptNumber(
  before: KeptNumber,
  text: string | undefined,
  isEnabled: boolean | undefined,
): KeptNumber {
  const number = text === undefined ? before.number : text || undefined;
  if (number !== undefined) return { number, isEnabled: isEnabled ?? before.isEnabled };
  if (isEnabled === true) {
    throw new Refusal('E-NO-NUMBER', 'no number is stored that could be switched on');
  }
  return { number, isEnabled: true };
}
