/** Real chance, from the system's generator. */
import { randomBytes, randomInt } from 'node:crypto';

const steps = 2 ** 47;

export const realRandom = {
  /** Uniform in [0, 1). */
  uniform: () => randomInt(steps) / steps,
  hex: (bytes: number) => randomBytes(bytes).toString('hex'),
};
