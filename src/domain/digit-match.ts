/** Digits against a map, one by one and never back: shortest match, left-most wins. Manual §1.9. */
import type { DigitMap } from './digit-map.ts';

/** `complete`: dialling ends now. `onTimeout`: it ends when no further digit comes. */
export type DigitMatch = 'complete' | 'onTimeout' | 'partial' | 'impossible';

type Steps = DigitMap['alternatives'][number]['steps'];

/** How far a number has come in a map; immutable. */
export interface DigitState {
  readonly map: DigitMap;
  /** The digits taken; those after the one that completed the number are not. */
  readonly digits: string;
  readonly match: DigitMatch;
  /** Which alternative matched, from 0; undefined when none has. */
  readonly alternative: number | undefined;
  /** Per alternative the steps it may stand at; as many as it has steps means matched. */
  readonly places: readonly ReadonlySet<number>[];
}

/** A repeated step may be passed without taking a digit. */
function closed(steps: Steps, places: Set<number>): ReadonlySet<number> {
  // A Set that grows while it is walked is walked to its new end.
  for (const place of places) if (steps[place]?.repeats) places.add(place + 1);
  return places;
}

function advance(steps: Steps, places: ReadonlySet<number>, digit: string): ReadonlySet<number> {
  const next = new Set<number>();
  for (const place of places) {
    const step = steps[place];
    if (step?.digits.includes(digit)) next.add(step.repeats ? place : place + 1);
  }
  return closed(steps, next);
}

export function startDigits(map: DigitMap): DigitState {
  const places = map.alternatives.map(({ steps }) => closed(steps, new Set([0])));
  return { map, digits: '', match: 'partial', alternative: undefined, places };
}

/** Takes digits until the first alternative is complete; on a tie the left-most has it. */
export function feedDigits(before: DigitState, digits: string): DigitState {
  let state = before;
  for (const digit of digits.toUpperCase()) {
    if (state.match === 'complete' || state.match === 'impossible') return state;
    state = fed(state, digit);
  }
  return state;
}

function fed({ map, digits, places }: DigitState, digit: string): DigitState {
  const { alternatives } = map;
  const next = alternatives.map(({ steps }, at) => advance(steps, places[at] ?? new Set(), digit));
  const matched = alternatives.map(({ steps }, at) => next[at]?.has(steps.length) ?? false);
  const now = matched.findIndex((isMatched, at) => isMatched && !alternatives[at]?.waits);
  const later = matched.indexOf(true);
  const state = { map, digits: `${digits}${digit}`, places: next };
  if (now >= 0) return { ...state, match: 'complete', alternative: now };
  if (later >= 0) return { ...state, match: 'onTimeout', alternative: later };
  const isAlive = next.some(({ size }) => size > 0);
  return { ...state, match: isAlive ? 'partial' : 'impossible', alternative: undefined };
}

/** What digits that came one by one are so far; those behind a complete number do not count. */
export function matchDigits(map: DigitMap, dialled: string): DigitMatch {
  return feedDigits(startDigits(map), dialled).match;
}

/** How many leading digits the shortest match takes; 0 when none matches. */
export function shortestMatch(map: DigitMap, dialled: string): number {
  let state = startDigits(map);
  for (const digit of dialled.toUpperCase()) {
    state = fed(state, digit);
    if (state.alternative !== undefined) return state.digits.length;
    if (state.match === 'impossible') return 0;
  }
  return 0;
}

/** Whether a whole number is one of those that the map means; `T` has no meaning here. */
export function matchesNumber({ alternatives }: DigitMap, number: string): boolean {
  if (number === '') return false;
  const digits = number.toUpperCase();
  return alternatives.some(({ steps, isFixed }) =>
    isFixed ? isFixedMatch(steps, digits) : isRepeatedMatch(steps, digits),
  );
}

function isFixedMatch(steps: Steps, digits: string): boolean {
  return (
    digits.length === steps.length &&
    steps.every((step, at) => step.digits.includes(digits.charAt(at)))
  );
}

function isRepeatedMatch(steps: Steps, digits: string): boolean {
  let places = closed(steps, new Set([0]));
  for (const digit of digits) {
    places = advance(steps, places, digit);
    if (places.size === 0) return false;
  }
  return places.has(steps.length);
}

/** Call control strips every terminator and timer mark from the number. P627 */
export function stripTerminators(number: string): string {
  return number.replace(/[#*T]/gi, '');
}
