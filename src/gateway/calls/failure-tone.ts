/**
 * What a phone hears when no server could be reached: a tone as early media for a while, then the
 * refusal of its call. media.md §3.1
 */
import type { Configuration } from '../../domain/configuration.ts';
import { setting } from '../../domain/protocol.ts';
import type { Media } from '../../media/media.ts';
import type { Clock } from '../../sip/clock.ts';
import { countryOf } from '../settings.ts';
import { whenGiven } from './given.ts';
import type { CallerParty } from './party.ts';

/** Long enough to be understood; a phone that fails over waits no longer than that. */
const toneMs = 4000;

/**
 * Plays to a caller and calls `over` once: when that has been heard, or cannot be. Gives what stops
 * it before, after which `over` is not called. undefined: nothing is to be heard.
 */
export type FailureTone = (
  caller: Pick<CallerParty, 'side' | 'offer' | 'ring'>,
  over: () => void,
) => (() => void) | undefined;

interface TonePorts {
  readonly media: () => Media;
  readonly clock: Clock;
  readonly configuration: () => Configuration;
  /** A name for a media session of its own. */
  readonly nextId: () => string;
}

export function createFailureTone(ports: TonePorts): FailureTone {
  return (caller, over) => {
    const { side, offer } = caller;
    const { clock, configuration } = ports;
    if (setting(configuration(), 'failure-tones') === 'off' || offer.length === 0) return undefined;
    const media = ports.media();
    const session = ports.nextId();
    let isOver = false;
    const stop = () => {
      if (isOver) return false;
      isOver = true;
      clock.clearTimeout(timer);
      media.close(session);
      return true;
    };
    const end = () => {
      if (stop()) over();
    };
    const timer = clock.setTimeout(end, toneMs);
    const answer = (theirs: Buffer) => {
      if (isOver) return;
      const ours = media.terminate(session, 'b', side, theirs);
      media.play(session, 'b', { tone: 'reorder', country: countryOf(configuration()) });
      const told = (sdp: Buffer) => {
        if (!isOver) caller.ring(183, sdp);
      };
      whenGiven(media.relay(session, 'b', side, side, ours, 'answer'), told, end);
    };
    try {
      whenGiven(media.relay(session, 'a', side, side, offer, 'offer'), answer, end);
    } catch {
      // No port for it, or an offer that nobody can answer here.
      end();
    }
    return () => void stop();
  };
}
