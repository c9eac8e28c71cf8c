/**
 * How a call at rtpengine sounds. It measures no loss itself: what arrives from a leg is judged by
 * what the other leg reports of it, from end to end.
 */
import type { Leg, MediaStats } from '../media.ts';
import type { SessionStats } from '../plan.ts';
import { opinionScore } from '../rtp/e-model.ts';
import { countedOf, type EndReport, reportOf, sourcesOf } from './answer.ts';
import type { Dictionary } from './bencode.ts';

export class Quality {
  /** A leg's SSRCs are told only while it has them, what they have reported stays. */
  readonly #sources: Readonly<Record<Leg, Set<number>>> = { a: new Set(), b: new Set() };

  learn(answer: Dictionary): void {
    for (const leg of ['a', 'b'] as const)
      for (const source of sourcesOf(answer, leg)) this.#sources[leg].add(source);
  }

  stats(answer: Dictionary): SessionStats {
    this.learn(answer);
    const reports = { a: this.#report(answer, 'a'), b: this.#report(answer, 'b') };
    return {
      a: statsOf(answer, 'a', reports.a, reports.b),
      b: statsOf(answer, 'b', reports.b, reports.a),
    };
  }

  /** Of all its sources what was lost, of the latest how it is now. */
  #report(answer: Dictionary, leg: Leg): EndReport | undefined {
    const reports = [...this.#sources[leg]].flatMap((source) => reportOf(answer, source) ?? []);
    const latest = reports.at(-1);
    return latest && { ...latest, lost: reports.reduce((sum, { lost }) => sum + lost, 0) };
  }
}

/** `own` is what the leg reports, `other` what is reported of it. */
function statsOf(
  answer: Dictionary,
  leg: Leg,
  own: EndReport | undefined,
  other: EndReport | undefined,
): MediaStats {
  const { packets, bytes, foreign } = countedOf(answer, leg);
  return {
    packets,
    bytes,
    foreign,
    malformed: 0,
    lost: other?.lost,
    jitterMs: other?.jitterMs,
    dtmfEvents: undefined,
    reported: own,
    opinionScore: packets > 0 && other ? scoreOf(packets, other) : undefined,
  };
}

function scoreOf(packets: number, { lost, jitterMs, endToEndMs }: EndReport): number {
  return opinionScore({
    lossShare: lost / (packets + lost),
    jitterMs,
    roundTripMs: endToEndMs,
  });
}
