/** What rtpengine counts of a call, and what that says about who is heard. */
import type { Silence, Silences } from '../child/silence-watch.ts';
import type { Leg, MediaStats } from '../media.ts';
import type { SessionStats } from '../plan.ts';
import { type Bencoded, type Dictionary, dictionaryOf, listOf, numberOf } from './bencode.ts';

const rtpHeaderBytes = 12;

/** It counts packets that it drops for their source as errors. Loss it tells to nobody. */
interface Counted {
  readonly packets: number;
  readonly bytes: number;
  readonly foreign: number;
  /** RTCP too: whoever reports is there. */
  readonly all: number;
}

export function statsIn(answer: Dictionary): SessionStats {
  return { a: statsOf(answer, 'a'), b: statsOf(answer, 'b') };
}

function statsOf(answer: Dictionary, leg: Leg): MediaStats {
  const { packets, bytes, foreign } = countedOf(answer, leg);
  return { packets, bytes, lost: 0, jitterMs: 0, dtmfEvents: 0, foreign, malformed: 0 };
}

function countedOf(answer: Dictionary, leg: Leg): Counted {
  const tag = dictionaryOf(dictionaryOf(answer['tags'])?.[leg]);
  const streams = dictionariesIn(tag?.['medias']).flatMap((media) =>
    dictionariesIn(media['streams']),
  );
  let [packets, bytes, foreign, all] = [0, 0, 0, 0];
  for (const stream of streams) {
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

function dictionariesIn(value: Bencoded | undefined): readonly Dictionary[] {
  return listOf(value).flatMap((item): readonly Dictionary[] => {
    const dictionary = dictionaryOf(item);
    return dictionary ? [dictionary] : [];
  });
}

/** When a count was last seen to rise, and the look before that one. */
class Rising {
  #count = 0;
  #lookedMs: number;
  #sinceMs: number;

  constructor(nowMs: number) {
    this.#lookedMs = nowMs;
    this.#sinceMs = nowMs;
  }

  /**
   * For how long it has not risen: nothing while it rises, else from the look before it last did.
   */
  silentMs(count: number, nowMs: number): number {
    const hasRisen = count > this.#count;
    if (hasRisen) this.#sinceMs = this.#lookedMs;
    this.#count = count;
    this.#lookedMs = nowMs;
    return hasRisen ? 0 : nowMs - this.#sinceMs;
  }

  /** Nothing was to be expected until now. */
  forgive(nowMs: number): void {
    this.#lookedMs = nowMs;
    this.#sinceMs = nowMs;
  }
}

/** Looks at the counts of a call again and again. */
export class Listening {
  readonly #rtp: Readonly<Record<Leg, Rising>>;
  readonly #all: Readonly<Record<Leg, Rising>>;

  constructor(nowMs: number) {
    this.#rtp = { a: new Rising(nowMs), b: new Rising(nowMs) };
    this.#all = { a: new Rising(nowMs), b: new Rising(nowMs) };
  }

  /** `mayBeHeard`: the legs that something is to be expected from. */
  look(answer: Dictionary, nowMs: number, mayBeHeard: Readonly<Record<Leg, boolean>>): Silences {
    const of = (leg: Leg) => this.#silence(leg, countedOf(answer, leg), nowMs, mayBeHeard[leg]);
    return { a: of('a'), b: of('b') };
  }

  #silence(leg: Leg, counted: Counted, nowMs: number, isExpected: boolean): Silence | undefined {
    const audioMs = this.#rtp[leg].silentMs(counted.packets, nowMs);
    const allMs = this.#all[leg].silentMs(counted.all, nowMs);
    if (isExpected) return { audioMs, allMs, isSuppressing: false };
    this.#rtp[leg].forgive(nowMs);
    this.#all[leg].forgive(nowMs);
    return undefined;
  }
}
