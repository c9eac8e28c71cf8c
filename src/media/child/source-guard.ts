/**
 * Which SSRC of an admitted source is believed: a few changes at once, others only after a
 * silence. T24, RFC 3550 §8.
 */
import { limits } from '../limits.ts';

export class SourceGuard {
  #ssrc: number | undefined;
  #changes = 0;
  #heardMs = 0;

  admits(ssrc: number, nowMs: number): boolean {
    if (ssrc !== this.#ssrc && this.#ssrc !== undefined) {
      const isSilent = nowMs - this.#heardMs >= limits.ssrcSilenceMs;
      if (!isSilent && this.#changes >= limits.ssrcChangesMax) return false;
      this.#changes += 1;
    }
    this.#ssrc = ssrc;
    this.#heardMs = nowMs;
    return true;
  }

  /** After an offer or answer changes are expected again. */
  forgive(): void {
    this.#changes = 0;
  }
}
