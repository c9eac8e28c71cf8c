/**
 * Which source a stream believes: the signalled one, or one learnt right after an offer or answer.
 * Threat T24.
 */
import { limits } from '../limits.ts';
import type { Place } from '../sdp/places.ts';

export class Latch {
  readonly #signalled: Place | undefined;
  readonly #before: Place | undefined;
  readonly #openUntilMs: number;
  #learnt: Place | undefined;

  /** `before` is where packets went until now; it is kept while nothing better is heard. */
  constructor(signalled: Place | undefined, nowMs: number, before?: Place) {
    this.#signalled = signalled;
    this.#before = before;
    this.#openUntilMs = nowMs + limits.learningMs;
  }

  /** Whether a packet from here belongs to the stream. */
  admits(address: string, port: number, nowMs: number): boolean {
    const learnt = this.#learnt;
    if (learnt !== undefined && port === learnt.port && address === learnt.address) return true;
    if (!this.#mayLearn(address, port, nowMs)) return false;
    this.#learnt = { address, port };
    return true;
  }

  /**
   * While the window is open anything may be learnt once, and the signalled source takes over from
   * another. Later a silent leg may still be found behind another port of its own address.
   */
  #mayLearn(address: string, port: number, nowMs: number): boolean {
    const signalled = this.#signalled;
    const isHost = signalled?.address === address;
    if (nowMs >= this.#openUntilMs) return this.#learnt === undefined && isHost;
    return this.#learnt === undefined || (isHost && signalled?.port === port);
  }

  /** Where to send to. */
  target(): Place | undefined {
    return this.#learnt ?? this.#before ?? this.#signalled;
  }

  /** The source that will not change before the next offer or answer. */
  settled(nowMs: number): Place | undefined {
    return nowMs >= this.#openUntilMs ? this.#learnt : undefined;
  }
}
