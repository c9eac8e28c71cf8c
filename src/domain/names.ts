/** What names and numbers may look like. Manual §2.2 to §2.5. */
import { limits } from './limits.ts';
import { Refusal } from './refusal.ts';

/** 1 to 16 printable characters, no leading digit, no `.`, no `/`; the CLI quotes blanks. */
export function checkName(name: string, what: string): void {
  const refuse = (rule: string) => {
    throw new Refusal('E-NAME', `${what} "${shown(name)}": ${rule}`);
  };
  if (name.length === 0 || name.length > limits.nameLength) {
    refuse(`a name has 1 to ${limits.nameLength} characters, this has ${name.length}`);
  }
  if (/^[0-9]/.test(name)) refuse('a name does not start with a digit');
  if (/[./]/.test(name)) refuse('a name holds neither "." nor "/"');
  if (!/^[ -~]+$/.test(name)) refuse('a name holds only printable ASCII characters');
  if (name.trim() !== name) refuse('a name neither starts nor ends with a blank');
}

export function checkNew(
  taken: readonly { readonly name: string }[],
  name: string,
  what: string,
): void {
  if (taken.some((one) => one.name === name)) {
    throw new Refusal('E-NAME-TAKEN', `${what} "${name}" exists already`);
  }
}

/** The one of that name, or `E-NOT-FOUND`. */
export function find<T extends { readonly name: string }>(
  all: readonly T[],
  name: string,
  what: string,
): T {
  const found = all.find((one) => one.name === name);
  if (!found) throw new Refusal('E-NOT-FOUND', `there is no ${what} "${shown(name)}"`);
  return found;
}

export function checkDigits(text: string, lengthMax: number, what: string): void {
  if (!/^[0-9]+$/.test(text) || text.length > lengthMax) {
    throw new Refusal('E-DIGITS', `${what} has 1 to ${lengthMax} digits, not "${shown(text)}"`);
  }
}

/** No control, format, surrogate or separator characters: such text can sit in any line and log. */
export function isPrintable(text: string): boolean {
  return /^[^\p{C}\p{Zl}\p{Zp}]*$/u.test(text);
}

/** 1 to `lengthMax` printable characters. The text itself is not repeated: it may be a secret. */
export function checkPrintable(text: string, lengthMax: number, what: string): void {
  if (text.length === 0 || text.length > lengthMax || !isPrintable(text)) {
    throw new Refusal(
      'E-VALUE',
      `${what} has 1 to ${lengthMax} printable characters, this has ${text.length}`,
    );
  }
}

/** Text of an operator, made safe and short enough to be repeated in a message. */
export function shown(text: string): string {
  return text.slice(0, 64).replace(/[^\x20-\x7e]/g, '?');
}
