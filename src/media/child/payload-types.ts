/** What the payload types of a stream say about its packets: looked up for each of them. */
import type { StreamPlan } from '../plan.ts';

const payloadTypes = 128;

export class PayloadTypes {
  readonly #clockRates = new Uint32Array(payloadTypes).fill(8000);
  readonly #isEvent = new Uint8Array(payloadTypes);

  constructor({ clockRates, eventTypes }: Pick<StreamPlan, 'clockRates' | 'eventTypes'>) {
    for (const [type, clockRate] of Object.entries(clockRates))
      this.#clockRates[Number(type)] = clockRate;
    for (const type of eventTypes) this.#isEvent[type] = 1;
  }

  clockRate(type: number): number {
    return this.#clockRates[type] ?? 8000;
  }

  isEvent(type: number): boolean {
    return this.#isEvent[type] === 1;
  }
}
