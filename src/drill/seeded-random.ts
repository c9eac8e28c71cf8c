/** Chance from a seed: the same drill of the same configuration always goes the same way. */
import type { Random } from '../sip/clock.ts';

/** Mulberry32: small, fast, and even enough to spread timers. */
export function seededRandom(seed: number): Random {
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
      for (let at = 0; at < bytes; at += 1) {
        text += Math.floor(uniform() * 256)
          .toString(16)
          .padStart(2, '0');
      }
      return text;
    },
  };
}
