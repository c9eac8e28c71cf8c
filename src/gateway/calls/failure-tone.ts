/**
 * What a phone hears when no server could be reached: a tone or an announcement as early media,
 * then the refusal of its call. media.md §3.1
 */
import type { Configuration } from '../../domain/configuration.ts';
import { setting } from '../../domain/protocol.ts';
import type { MediaEngine, Sound } from '../../media/media.ts';
import type { Clock } from '../../sip/clock.ts';
import type { SoundFiles } from '../ports/sound-files.ts';
import { countryOf } from '../settings.ts';
import { answerHere, type Offerer } from './own-answer.ts';
import type { CallerParty } from './party.ts';

/** Long enough to be understood; a phone that fails over waits no longer than that. */
const toneMs = 4000;
const announcementMsMax = 30_000;

/**
 * Plays to a caller and calls `over` once: when that has been heard, or cannot be. Gives what stops
 * it before, after which `over` is not called. undefined: nothing is to be heard.
 */
export type FailureTone = (
  caller: Offerer & Pick<CallerParty, 'ring'>,
  over: () => void,
) => (() => void) | undefined;

interface TonePorts {
  readonly media: () => MediaEngine;
  readonly clock: Clock;
  readonly configuration: () => Configuration;
  readonly sounds: SoundFiles;
  /** A name for a media session of its own. */
  readonly nextId: () => string;
}

export function createFailureTone(ports: TonePorts): FailureTone {
  return (caller, over) => {
    const { clock, configuration } = ports;
    if (setting(configuration(), 'failure-tones') === 'off' || caller.offer.length === 0)
      return undefined;
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
    answerHere(caller, {
      media,
      session,
      isOver: () => isOver,
      told(sdp) {
        soundOf(ports).then(({ sound, ms }) => play(sound, ms), end);
        caller.ring(183, sdp);
      },
      failed: end,
    });
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
