/**
 * Real chance, from the system's generator, drawn in bulk: asking it costs more than what it gives.
 */
import { randomFillSync } from 'node:crypto';

const poolBytes = 8192;
const pool = Buffer.alloc(poolBytes);
let used = poolBytes;

/** The place of so many fresh bytes in the pool; no byte is given out twice. */
function take(bytes: number): number {
  if (used + bytes > poolBytes) {
    randomFillSync(pool);
    used = 0;
  }
  const start = used;
  used += bytes;
  return start;
}

export const realRandom = {
  /** Uniform in [0, 1), 48 bits of it. */
  uniform: () => pool.readUIntBE(take(6), 6) / 2 ** 48,
  /** Up to 8192 bytes. */
  hex(bytes: number): string {
    const start = take(bytes);
    return pool.toString('hex', start, start + bytes);
  },
};
