/** What a password of a web user may be. */
import { checkPrintable } from './names.ts';
import { Refusal } from './refusal.ts';

const passwordLengthMin = 8;
const passwordLengthMax = 128;

/** Asked of the text before it is hashed: afterwards nobody can. */
export function checkWebPassword(text: string): void {
  checkPrintable(text, passwordLengthMax, 'a password');
  if (text.length < passwordLengthMin) {
    throw new Refusal('E-PASSWORD', `a password has at least ${passwordLengthMin} characters`);
  }
}
