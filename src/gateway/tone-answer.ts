/** A call that ends in the gateway itself: answered with a tone, and over when the tone has been heard. */

import type { Configuration } from '../domain/configuration.ts';
import type { ToneName } from '../domain/tones.ts';
import type { Media } from '../media/media.ts';
import type { Clock } from '../sip/clock.ts';
import type { CallerParty } from './party.ts';
import { countryOf } from './settings.ts';

/** Long enough to be understood. */
const toneMs = 2500;

interface ToneAnswerOptions {
  readonly media: Media;
  readonly clock: Clock;
  readonly configuration: Configuration;
  readonly session: string;
  readonly caller: CallerParty;
  readonly tone: ToneName;
  readonly over: () => void;
}

export function answerWithTone(options: ToneAnswerOptions): void {
  const { media, clock, configuration, session, caller, tone, over } = options;
  let isOver = false;
  const end = (isOurs: boolean) => {
    if (isOver) return;
    isOver = true;
    clock.clearTimeout(timer);
    if (isOurs) caller.end(undefined);
    media.close(session);
    over();
  };
  const timer = clock.setTimeout(() => end(true), toneMs);
  const { side, offer } = caller;
  const theirs = offer.length > 0 ? media.relay(session, 'a', side, side, offer) : undefined;
  const ours = media.terminate(session, 'b', side, theirs);
  media.play(session, 'b', { tone, country: countryOf(configuration) });
  caller.answer(media.relay(session, 'b', side, side, ours), (fact) => {
    if (fact.type === 'ended') end(false);
  });
}
