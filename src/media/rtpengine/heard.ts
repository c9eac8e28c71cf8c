/** What the counts of rtpengine say about who is heard. */
import type { Silence, Silences } from '../child/silence-watch.ts';
import type { Leg } from '../media.ts';
import { type Counted, countedOf } from './answer.ts';
import type { Dictionary } from './bencode.ts';

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
