/** A secret that prints as `***` wherever text is made of it. */
import type { Secret } from './configuration.ts';

const inspect = Symbol.for('nodejs.util.inspect.custom');

export function createSecret(text: string): Secret {
  return Object.freeze({
    reveal: () => text,
    toString: () => '***' as const,
    toJSON: () => '***' as const,
    [inspect]: () => '***',
  });
}
