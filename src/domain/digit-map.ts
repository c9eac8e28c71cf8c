/** Digit maps: which numbers are meant, and when dialling is complete. Manual §1.9 (L126, P627). */
import { shown } from './names.ts';
import { Refusal } from './refusal.ts';

interface Step {
  /** The digits that this step takes. */
  readonly digits: string;
  /** Followed by `.`: any number of times, none included. */
  readonly repeats: boolean;
}

interface Alternative {
  readonly steps: readonly Step[];
  /** Nothing repeats: every number it means has one digit a step. */
  readonly isFixed: boolean;
  /** A trailing `T`: complete only when no digit follows for the inter-digit time. */
  readonly waits: boolean;
}

export interface DigitMap {
  readonly text: string;
  readonly alternatives: readonly Alternative[];
}

const decimal = '0123456789';
/** What ranges run over: within the digits, or within the letters of the fourth column. */
const rows: readonly string[] = [decimal, 'ABCD'];

function refuse(text: string, rule: string): never {
  throw new Refusal('E-DIGIT-MAP', `"${shown(text)}": ${rule}`);
}

/** Compiles a map; a broken one is refused with the rule it breaks. */
export function compileDigitMap(source: string, lengthMax: number): DigitMap {
  if (source.length === 0 || source.length > lengthMax) {
    refuse(source, `a digit map here has 1 to ${lengthMax} characters, this has ${source.length}`);
  }
  const upper = source.toUpperCase();
  const isWrapped = upper.startsWith('(') && upper.endsWith(')');
  const list = isWrapped ? upper.slice(1, -1) : upper;
  const alternatives = list.split('|').map((text) => compileAlternative(text, source));
  return { text: source, alternatives };
}

function compileAlternative(text: string, source: string): Alternative {
  const steps: Step[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '[') {
      const end = text.indexOf(']', at);
      if (end < 0) refuse(source, 'a bracket is not closed');
      steps.push({ digits: bracketDigits(text.slice(at + 1, end), source), repeats: false });
      at = end;
    } else if (char === '.') {
      const last = steps.pop() ?? refuse(source, '"." repeats what stands before it');
      steps.push({ digits: last.digits, repeats: true });
    } else if (char !== 'T') {
      steps.push({ digits: digitsOf(char, source), repeats: false });
    }
  }
  if (steps.length === 0) refuse(source, 'an alternative is empty');
  // A T anywhere but at the end is ignored (L126).
  const isFixed = !steps.some(({ repeats }) => repeats);
  return { steps, isFixed, waits: text.endsWith('T') };
}

/** Nothing but digits to be dialled: a map that means exactly one number, itself. */
export function isPlainNumber(source: string): boolean {
  return /^[0-9A-D#*+]+$/i.test(source);
}

/** `+` is ours: numbers from the network and from prefix replacements may start with it. */
function digitsOf(char: string, source: string): string {
  if (char === 'X') return decimal;
  if (!/[0-9A-D#*+]/.test(char)) refuse(source, `"${shown(char)}" means nothing in a digit map`);
  return char;
}

function bracketDigits(inside: string, source: string): string {
  let digits = '';
  for (let at = 0; at < inside.length; at += 1) {
    const first = inside.charAt(at);
    if (first === '-') refuse(source, 'a range runs from a digit to a higher one');
    if (inside.charAt(at + 1) === '-') {
      digits += rangeDigits(first, inside.charAt(at + 2), source);
      at += 2;
    } else {
      digits += digitsOf(first, source);
    }
  }
  if (digits === '') refuse(source, 'brackets hold at least one digit');
  return digits;
}

function rangeDigits(first: string, last: string, source: string): string {
  const row = rows.find((one) => one.includes(first)) ?? '';
  const from = row.indexOf(first);
  const to = last === '' ? -1 : row.indexOf(last);
  if (from < 0 || to < from) refuse(source, 'a range runs from a digit to a higher one');
  return row.slice(from, to + 1);
}
