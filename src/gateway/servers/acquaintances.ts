/** Addresses at which phones have proved who they are. */

/** As long as the longest lease of a phone: one that is still there says so in time. */
const rememberedMs = 3_600_000;
/** The longest unseen is forgotten first. */
const addressesMax = 1000;

export class Acquaintances {
  readonly #clock: { now(): number };
  readonly #untilMs = new Map<string, number>();

  constructor(clock: { now(): number }) {
    this.#clock = clock;
  }

  note(address: string): void {
    this.#untilMs.delete(address);
    this.#untilMs.set(address, this.#clock.now() + rememberedMs);
    const [oldest] = this.#untilMs.keys();
    if (this.#untilMs.size > addressesMax && oldest !== undefined) this.#untilMs.delete(oldest);
  }

  has(address: string): boolean {
    return (this.#untilMs.get(address) ?? 0) > this.#clock.now();
  }
}
