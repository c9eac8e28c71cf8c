/**
 * Cookies of one session: GenieACS ends a session whose cookie is missing. RFC 6265 as far as a
 * session needs it.
 */
import { limits } from '../limits.ts';

export class Cookies {
  readonly #values = new Map<string, string>();

  /** Takes what a response sets; an expired one is forgotten. */
  take(fields: readonly string[] | undefined): void {
    for (const field of fields ?? []) {
      const [pair = '', ...attributes] = field.split(';');
      const at = pair.indexOf('=');
      const name = pair.slice(0, at).trim();
      const value = pair.slice(at + 1).trim();
      if (at < 1 || !isToken(name) || !isCookieText(value)) continue;
      if (value.length > limits.cookieBytesMax) continue;
      if (attributes.some((one) => /^\s*max-age\s*=\s*(-|0\s*$)/i.test(one))) {
        this.#values.delete(name);
      } else if (this.#values.has(name) || this.#values.size < limits.cookiesMax) {
        this.#values.set(name, value);
      }
    }
  }

  /** The Cookie field; undefined: there are none. */
  field(): string | undefined {
    if (this.#values.size === 0) return undefined;
    return [...this.#values].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

function isToken(text: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/.test(text);
}

/** What may stand in a Cookie field without breaking it apart. */
function isCookieText(text: string): boolean {
  return /^[\x21-\x3a\x3c-\x7e]*$/.test(text);
}
