/** SRTP of one leg, where it has any: opens what comes in, seals what goes out. */
import type { SrtpPlan } from '../plan.ts';
import { Opener, Sealer } from '../srtp/protection.ts';

export class Shield {
  #plan: SrtpPlan | undefined;
  #opener: Opener | undefined;
  #sealer: Sealer | undefined;

  /** The same keys go on counting where they are. */
  apply(plan: SrtpPlan | undefined): void {
    const before = this.#plan;
    this.#plan = plan;
    const { suite, receive, send } = plan ?? {};
    const isSameSuite = suite === before?.suite;
    if (!isSameSuite || receive !== before?.receive)
      this.#opener = plan && new Opener(Buffer.from(plan.receive, 'base64'), plan.suite);
    if (!isSameSuite || send !== before?.send)
      this.#sealer = plan && new Sealer(Buffer.from(plan.send, 'base64'), plan.suite);
  }

  /** Undefined when a packet is not authentic. */
  openRtp(bytes: Buffer): Buffer | undefined {
    return this.#opener ? this.#opener.rtp(bytes) : bytes;
  }

  openRtcp(bytes: Buffer): Buffer | undefined {
    return this.#opener ? this.#opener.rtcp(bytes) : bytes;
  }

  /** Undefined when a packet cannot be sealed, as its index was used. */
  sealRtp(bytes: Buffer): Buffer | undefined {
    return this.#sealer ? this.#sealer.rtp(bytes) : bytes;
  }

  sealRtcp(bytes: Buffer): Buffer {
    return this.#sealer ? this.#sealer.rtcp(bytes) : bytes;
  }
}
