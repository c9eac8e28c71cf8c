/** What silence means: a leg that is gone, or audio that passes one way only. */
import { limits } from '../limits.ts';
import type { Leg } from '../media.ts';

/** How long a leg that should be heard has said nothing. */
export interface Silence {
  /** Neither RTP nor RTCP: a muted phone that suppresses silence still reports. */
  readonly allMs: number;
  readonly audioMs: number;
  /** Its last word was that it suppresses silence (RFC 3389). */
  readonly isSuppressing: boolean;
}

export type Silences = Readonly<Record<Leg, Silence | undefined>>;

export type SilenceEvent =
  | { readonly type: 'inactive'; readonly leg: Leg; readonly silentMs: number }
  | { readonly type: 'oneWay'; readonly silent: Leg }
  | { readonly type: 'bothWays' };

export class SilenceWatch {
  readonly #told = new Set<Leg>();
  #silent: Leg | undefined;

  /** Each change is told once. */
  look(silences: Silences, inactivityMs: number): readonly SilenceEvent[] {
    return [
      ...this.#inactive('a', silences.a, inactivityMs),
      ...this.#inactive('b', silences.b, inactivityMs),
      ...this.#oneWay(silences),
    ];
  }

  #inactive(leg: Leg, silence: Silence | undefined, inactivityMs: number): SilenceEvent[] {
    const isSilent = silence !== undefined && inactivityMs > 0 && silence.allMs >= inactivityMs;
    if (!isSilent) this.#told.delete(leg);
    if (!isSilent || this.#told.has(leg)) return [];
    this.#told.add(leg);
    return [{ type: 'inactive', leg, silentMs: Math.round(silence.allMs) }];
  }

  /** While nothing can be said, as on hold, what was told last stays true. */
  #oneWay({ a, b }: Silences): SilenceEvent[] {
    const before = this.#silent;
    if (a === undefined || b === undefined) return [];
    if (isOneWay(a, b)) this.#silent = 'a';
    else if (isOneWay(b, a)) this.#silent = 'b';
    else if (isHeard(a) && isHeard(b)) this.#silent = undefined;
    if (this.#silent === before) return [];
    return [this.#silent ? { type: 'oneWay', silent: this.#silent } : { type: 'bothWays' }];
  }
}

function isHeard({ audioMs }: Silence): boolean {
  return audioMs < limits.heardMs;
}

function isOneWay(silent: Silence, other: Silence): boolean {
  return !silent.isSuppressing && silent.audioMs >= limits.oneWayMs && isHeard(other);
}
