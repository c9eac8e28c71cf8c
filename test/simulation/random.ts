/**
 * A seeded source of chance: one seed, one world. Each part forks its own, so that a draw here
 * shifts nothing there.
 */
import { seededRandom as drawsOf } from '../../src/drill/seeded-random.ts';

export interface SeededRandom {
  uniform(): number;
  hex(bytes: number): string;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<T>(items: readonly T[]): T;
  fork(name: string): SeededRandom;
}

/** The chance of a shadow world, with what shakes a gateway. */
export function seededRandom(seed: number): SeededRandom {
  const random = drawsOf(seed);
  const uniform = () => random.uniform();
  return {
    ...random,
    chance: (probability) => uniform() < probability,
    between: (low, high) => low + Math.floor(uniform() * (high - low + 1)),
    pick(items) {
      const item = items[Math.floor(uniform() * items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    fork(name) {
      let hash = seed >>> 0;
      for (const char of name) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
      return seededRandom(hash);
    },
  };
}
