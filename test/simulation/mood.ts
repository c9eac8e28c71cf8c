/** How a server of the simulated world behaves for a while: by the book, or in one of the ways servers fail. */
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
  'full-disk',
  'full-media',
  'names',
  'wall-jumps',
  'drain',
] as const;

export type FaultName = (typeof faultNames)[number];

const refusals = [400, 403, 404, 405, 408, 410, 480, 486, 488, 500, 502, 504, 513, 600, 603];

const makers: Partial<Record<FaultName, (random: SeededRandom) => Mood>> = {
  silent: () => ({ kind: 'silent' }),
  refuse: (random) => ({
    kind: 'refuse',
    status: random.pick(refusals),
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
