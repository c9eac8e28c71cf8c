/**
 * A mean opinion score from loss and delay: the E-model for G.711. ITU-T G.107, G.113 appendix I.
 */

export interface Impairment {
  /** Of the packets, 0 to 1. */
  readonly lossShare: number;
  readonly jitterMs: number;
  readonly roundTripMs: number;
}

/** Nothing impaired, at the defaults of G.107. */
const ratingMax = 93.2;
/** G.113: G.711 with packet loss concealment; its own impairment is 0. */
const lossRobustness = 25.1;
const frameMs = 20;

export function opinionScore({ lossShare, jitterMs, roundTripMs }: Impairment): number {
  const lossPercent = 100 * lossShare;
  const lossImpairment = (95 * lossPercent) / (lossPercent + lossRobustness);
  // A receiver's buffer holds about twice the jitter.
  const delayMs = roundTripMs / 2 + frameMs + 2 * jitterMs;
  const echoless = 0.024 * delayMs;
  const felt = delayMs > 177.3 ? 0.11 * (delayMs - 177.3) : 0;
  return scoreOf(ratingMax - echoless - felt - lossImpairment);
}

/** G.107 annex B. */
function scoreOf(rating: number): number {
  if (rating <= 0) return 1;
  if (rating >= 100) return 4.5;
  return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
}
