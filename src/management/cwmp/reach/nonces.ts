/** Nonces of our challenges: short-lived, few, and each count of use only once. */
import { limits } from '../limits.ts';

interface Nonce {
  readonly madeAt: number;
  /** The highest count that was used. */
  count: number;
}

export class Nonces {
  readonly #known = new Map<string, Nonce>();
  readonly #hex: (bytes: number) => string;

  constructor(hex: (bytes: number) => string) {
    this.#hex = hex;
  }

  /** `now` is monotonic milliseconds. */
  make(now: number): string {
    for (const [text, { madeAt }] of this.#known) {
      const isOld = now - madeAt > limits.nonceLifeMs;
      if (isOld || this.#known.size >= limits.noncesMax) this.#known.delete(text);
    }
    const text = this.#hex(16);
    this.#known.set(text, { madeAt: now, count: 0 });
    return text;
  }

  /** Whether the nonce is ours, fresh, and its count was not used before; uses it. */
  use(text: string, count: string, now: number): boolean {
    const nonce = this.#known.get(text);
    const given = /^[0-9a-f]{8}$/i.test(count) ? Number.parseInt(count, 16) : 0;
    if (!nonce || now - nonce.madeAt > limits.nonceLifeMs || given <= nonce.count) return false;
    nonce.count = given;
    return true;
  }
}
