/** A secret that prints as `***` wherever text is made of it. */
import type { Secret } from './configuration.ts';

const inspect = Symbol.for('nodejs.util.inspect.custom');

/** What is common to all is kept once: a configuration has hundreds of them. */
class Masked implements Secret {
  readonly reveal: () => string;

  constructor(text: string) {
    this.reveal = () => text;
    Object.freeze(this);
  }

  toString(): '***' {
    return '***';
  }

  toJSON(): '***' {
    return '***';
  }

  [inspect](): string {
    return '***';
  }
}

export function createSecret(text: string): Secret {
  return new Masked(text);
}

/** The secret after a change: undefined keeps the one before, an empty text takes it away. */
export function secretFrom(
  text: string | undefined,
  before: Secret | undefined,
): Secret | undefined {
  if (text === undefined) return before;
  return text === '' ? undefined : createSecret(text);
}
