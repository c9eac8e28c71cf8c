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

/** The secret after a change: undefined keeps the one before, an empty text takes it away. */
export function secretFrom(
  text: string | undefined,
  before: Secret | undefined,
): Secret | undefined {
  if (text === undefined) return before;
  return text === '' ? undefined : createSecret(text);
}
