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
  /** A trailing `T`: complete only when no digit follows for the inter-digit time. */
  readonly waits: boolean;
}

export interface DigitMap {
  readonly text: string;
  readonly alternatives: readonly Alternative[];
}

/** `complete`: dialling ends now. `onTimeout`: it ends when no further digit comes. */
export type DigitMatch = 'complete' | 'onTimeout' | 'partial' | 'impossible';

const anyDigit = '0123456789';

function refuse(text: string, rule: string): never {
  throw new Refusal('E-DIGIT-MAP', `"${shown(text)}": ${rule}`);
}

/** Compiles a map; a broken one is refused with the rule it breaks. */
export function compileDigitMap(source: string, lengthMax: number): DigitMap {
  if (source.length === 0 || source.length > lengthMax) {
    refuse(source, `a digit map here has 1 to ${lengthMax} characters, this has ${source.length}`);
  }
  const upper = source.toUpperCase();
  const bare = upper.startsWith('(') && upper.endsWith(')') ? upper.slice(1, -1) : upper;
  const alternatives = bare.split('|').map((text) => compileAlternative(text, source));
  return { text: source, alternatives };
}

function compileAlternative(text: string, source: string): Alternative {
  const steps: Step[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === '[') {
      const end = text.indexOf(']', at);
      if (end < 0) refuse(source, 'a bracket is not closed');
      steps.push({ digits: rangeDigits(text.slice(at + 1, end), source), repeats: false });
      at = end;
    } else if (char === '.') {
      const last = steps.pop();
      if (!last) refuse(source, '"." repeats what stands before it');
      steps.push({ digits: last.digits, repeats: true });
    } else if (char === 'X') {
      steps.push({ digits: anyDigit, repeats: false });
    } else if (/[0-9A-D#*+]/.test(char)) {
      steps.push({ digits: char, repeats: false });
    } else if (char !== 'T') {
      refuse(source, `"${shown(char)}" means nothing in a digit map`);
    }
    at += 1;
  }
  const waits = text.endsWith('T');
  if (steps.length === 0 && !waits) refuse(source, 'an alternative is empty');
  return { steps, waits };
}

function rangeDigits(inside: string, source: string): string {
  let digits = '';
  for (let at = 0; at < inside.length; at += 1) {
    const first = inside.charAt(at);
    if (!/[0-9A-D#*X]/.test(first)) refuse(source, `"${shown(first)}" cannot stand in brackets`);
    if (inside.charAt(at + 1) === '-') {
      const last = inside.charAt(at + 2);
      if (!/[0-9]/.test(first) || !/[0-9]/.test(last) || last < first) {
        refuse(source, 'a range runs from a digit to a higher one');
      }
      digits += anyDigit.slice(Number(first), Number(last) + 1);
      at += 2;
    } else {
      digits += first === 'X' ? anyDigit : first;
    }
  }
  if (digits === '') refuse(source, 'brackets hold at least one digit');
  return digits;
}

/** The steps an alternative may be at; `steps.length` means matched. */
function advance(steps: readonly Step[], digits: string): ReadonlySet<number> {
  let places = closure(steps, new Set([0]));
  for (const digit of digits) {
    const next = new Set<number>();
    for (const place of places) {
      const step = steps[place];
      if (step?.digits.includes(digit)) next.add(step.repeats ? place : place + 1);
    }
    places = closure(steps, next);
  }
  return places;
}

/** A repeated step may be left without taking a digit. */
function closure(steps: readonly Step[], places: Set<number>): Set<number> {
  for (const place of places) if (steps[place]?.repeats) places.add(place + 1);
  return places;
}

/** How far the digits dialled so far are: the shortest match of any alternative ends dialling. */
export function matchDigits(map: DigitMap, dialled: string): DigitMatch {
  const digits = dialled.toUpperCase();
  let best: DigitMatch = 'impossible';
  for (const { steps, waits } of map.alternatives) {
    const places = advance(steps, digits);
    if (places.has(steps.length)) {
      if (!waits && digits !== '') return 'complete';
      best = 'onTimeout';
    } else if (places.size > 0 && best === 'impossible') {
      best = 'partial';
    }
  }
  return best;
}

/** Whether a whole number is one of those that the map means; `T` has no meaning here. */
export function matchesNumber(map: DigitMap, number: string): boolean {
  const digits = number.toUpperCase();
  return map.alternatives.some(({ steps }) => advance(steps, digits).has(steps.length));
}

/** Call control strips every terminator and timer mark from the number. P627. */
export function stripTerminators(number: string): string {
  return number.replace(/[#*Tt]/g, '');
}
