/**
 * How a server of the simulated world behaves for a while: by the book, or in one of the ways
 * servers fail.
 */
import type { SeededRandom } from './random.ts';

export type Mood =
  | { readonly kind: 'fair' | 'silent' | 'loop' | 'stale' | 'trying' | 'ringing' | 'fork' }
  /** A REGISTER accepted with somebody else's Contact, with none, for too short an interval. */
  | { readonly kind: 'strange' | 'zero' | 'brief' }
  | { readonly kind: 'late'; readonly ms: number }
  | {
      readonly kind: 'refuse';
      readonly status: number;
      readonly retryAfterSeconds: number | undefined;
    };

/** What may go wrong in a world; each seed has some of them. */
export const faultNames = [
  'loss',
  'duplicate',
  'delay',
  'cut',
  'one-way',
  'closed',
  'silent',
  'refuse',
  'unavailable',
  'loop',
  'stale',
  'late',
  'strange',
  'zero',
  'brief',
  'trying',
  'ringing',
  'fork',
  'lost-bindings',
  'incoming',
  'phones',
  'soft-ports',
  'operators',
  'servers-changed',
  'garbage',
  'full-disk',
  'full-media',
  'names',
  'wall-jumps',
  'drain',
  'restart',
  'drills',
  'dropped',
  'forgotten',
  'idle',
  'certificates',
] as const;

/** What was not there from the first: worlds of before are as they were. */
export const laterFaults: ReadonlySet<FaultName> = new Set([
  'drills',
  'dropped',
  'forgotten',
  'idle',
  'certificates',
]);

export type FaultName = (typeof faultNames)[number];

const refusals = [
  [300, 301, 302, 305],
  [400, 403, 404, 405, 406, 408, 410, 413, 415, 416, 420, 421, 422, 423, 439],
  [401, 407, 480, 482, 483, 484, 486, 487, 488, 491, 494],
  [500, 501, 502, 504, 505, 513, 580],
  [600, 603, 604, 606],
];

const makers: Partial<Record<FaultName, (random: SeededRandom) => Mood>> = {
  silent: () => ({ kind: 'silent' }),
  refuse: (random) => ({
    kind: 'refuse',
    status: random.pick(random.pick(refusals)),
    retryAfterSeconds: undefined,
  }),
  unavailable: (random) => ({
    kind: 'refuse',
    status: 503,
    retryAfterSeconds: random.chance(0.6) ? random.between(1, 60) : undefined,
  }),
  loop: () => ({ kind: 'loop' }),
  stale: () => ({ kind: 'stale' }),
  late: (random) => ({ kind: 'late', ms: random.between(300, 20_000) }),
  strange: () => ({ kind: 'strange' }),
  zero: () => ({ kind: 'zero' }),
  brief: () => ({ kind: 'brief' }),
  trying: () => ({ kind: 'trying' }),
  ringing: () => ({ kind: 'ringing' }),
  fork: () => ({ kind: 'fork' }),
};

export function pickMood(faults: ReadonlySet<FaultName>, random: SeededRandom): Mood {
  const possible = [...faults].flatMap((name) => makers[name] ?? []);
  if (possible.length === 0 || random.chance(0.4)) return { kind: 'fair' };
  return random.pick(possible)(random);
}

export function moodText(mood: Mood): string {
  if (mood.kind === 'late') return `late by ${mood.ms} ms`;
  if (mood.kind !== 'refuse') return mood.kind;
  const after = mood.retryAfterSeconds;
  return `refuses ${mood.status}${after === undefined ? '' : `, Retry-After ${after}`}`;
}
