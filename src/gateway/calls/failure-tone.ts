/**
 * What a phone hears when no server could be reached: a tone or an announcement as early media,
 * then the refusal of its call. media.md §3.1
 */
import type { Configuration } from '../../domain/configuration.ts';
import { setting } from '../../domain/protocol.ts';
import type { Media, Sound } from '../../media/media.ts';
import type { Clock } from '../../sip/clock.ts';
import type { SoundFiles } from '../ports/sound-files.ts';
import { countryOf } from '../settings.ts';
import { whenGiven } from './given.ts';
import type { CallerParty } from './party.ts';

/** Long enough to be understood; a phone that fails over waits no longer than that. */
const toneMs = 4000;
const announcementMsMax = 30_000;

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
  readonly sounds: SoundFiles;
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
    let timer = clock.setTimeout(end, toneMs);
    const play = (sound: Sound, ms: number) => {
      if (isOver) return;
      clock.clearTimeout(timer);
      timer = clock.setTimeout(end, ms);
      media.play(session, 'b', sound);
    };
    const answer = (theirs: Buffer) => {
      if (isOver) return;
      const ours = media.terminate(session, 'b', side, theirs);
      soundOf(ports).then(({ sound, ms }) => play(sound, ms), end);
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

interface Played {
  readonly sound: Sound;
  readonly ms: number;
}

/** The announcement that is set; the tone when there is none, or its file cannot be played. */
async function soundOf({ configuration, sounds }: TonePorts): Promise<Played> {
  const tone = { tone: 'reorder', country: countryOf(configuration()) } as const;
  const file = setting(configuration(), 'failure-announcement');
  const found = file === '' ? undefined : await sounds.toPlay(file).catch(() => undefined);
  if (!found) return { sound: tone, ms: toneMs };
  return { sound: { wav: found.path }, ms: Math.min(found.durationMs, announcementMsMax) };
}
