/**
 * A seeded source of chance: one seed, one world. Each part forks its own, so that a draw here
 * shifts nothing there.
 */

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

/** Mulberry32: small, fast, good enough to shake a gateway. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    uniform,
    hex(bytes) {
      let text = '';
      for (let index = 0; index < bytes; index += 1) {
        text += Math.floor(uniform() * 256)
          .toString(16)
          .padStart(2, '0');
      }
      return text;
    },
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
