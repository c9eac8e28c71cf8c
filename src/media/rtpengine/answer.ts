/** What rtpengine says of a call when it is asked (`query`), by the tags of its legs. */
import type { Leg, ReportedStats } from '../media.ts';
import { type Bencoded, type Dictionary, dictionaryOf, listOf, numberOf } from './bencode.ts';

const rtpHeaderBytes = 12;

/** It counts packets that it drops for their source as errors. */
export interface Counted {
  readonly packets: number;
  readonly bytes: number;
  readonly foreign: number;
  /** RTCP too: whoever reports is there. */
  readonly all: number;
}

export function countedOf(answer: Dictionary, leg: Leg): Counted {
  let [packets, bytes, foreign, all] = [0, 0, 0, 0];
  for (const stream of streamsOf(answer, leg)) {
    const stats = dictionaryOf(stream['stats']);
    const errors = numberOf(stats?.['errors']);
    const taken = Math.max(0, numberOf(stats?.['packets']) - errors);
    foreign += errors;
    all += taken;
    // Of RTCP on a port of its own nothing else is counted.
    if (!listOf(stream['flags']).includes('RTP')) continue;
    packets += taken;
    bytes += Math.max(0, numberOf(stats?.['bytes']) - taken * rtpHeaderBytes);
  }
  return { packets, bytes, foreign, all };
}

/** The SSRCs that a leg has now. */
export function sourcesOf(answer: Dictionary, leg: Leg): readonly number[] {
  return streamsOf(answer, leg).flatMap(({ SSRC: source }) =>
    typeof source === 'number' ? [source] : [],
  );
}

export interface EndReport extends ReportedStats {
  /** Between the legs, by way of rtpengine. */
  readonly endToEndMs: number;
}

/**
 * What a source reports of all that it receives, on average: rtpengine 10.5 keeps reports by whom
 * they come from, once both legs have answered a sender report of the other. To the loss it adds
 * gaps of the source's own audio until the source reports again.
 */
export function reportOf(answer: Dictionary, source: number): EndReport | undefined {
  const kept = dictionaryOf(dictionaryOf(answer['SSRC'])?.[String(source)]);
  const average = dictionaryOf(kept?.['average MOS']);
  if (kept === undefined || average === undefined) return undefined;
  return {
    lost: Math.max(0, numberOf(kept['cumulative loss'])),
    lossShare: numberOf(average['packet loss']) / 100,
    jitterMs: numberOf(average['jitter']),
    roundTripMs: numberOf(average['round-trip time leg']) / 1000,
    endToEndMs: numberOf(average['round-trip time']) / 1000,
  };
}

function streamsOf(answer: Dictionary, leg: Leg): readonly Dictionary[] {
  const tag = dictionaryOf(dictionaryOf(answer['tags'])?.[leg]);
  return dictionariesIn(tag?.['medias']).flatMap((media) => dictionariesIn(media['streams']));
}

function dictionariesIn(value: Bencoded | undefined): readonly Dictionary[] {
  return listOf(value).flatMap((item): readonly Dictionary[] => {
    const dictionary = dictionaryOf(item);
    return dictionary ? [dictionary] : [];
  });
}
