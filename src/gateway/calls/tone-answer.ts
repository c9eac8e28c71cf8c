/**
 * A call that ends in the gateway itself: answered with a tone, and over when the tone has been
 * heard.
 */

import type { Configuration } from '../../domain/configuration.ts';
import type { ToneName } from '../../domain/tones.ts';
import type { Media } from '../../media/media.ts';
import type { Clock } from '../../sip/clock.ts';
import { countryOf } from '../settings.ts';
import { whenGiven } from './given.ts';
import type { CallerParty } from './party.ts';

/** Long enough to be understood. */
const toneMs = 2500;

/** Answers a caller with a tone that says whether its change was made. */
export type Confirm = (
  caller: CallerParty,
  isDone: boolean,
  session: string,
  over: () => void,
) => void;

interface ConfirmPorts {
  readonly media: () => Media;
  readonly clock: Clock;
  readonly configuration: () => Configuration;
}

export function createConfirm(ports: ConfirmPorts): Confirm {
  return (caller, isDone, session, over) => {
    const { clock } = ports;
    const media = ports.media();
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
    const hasOffer = offer.length > 0;
    const failed = () => {
      if (isOver) return;
      caller.refuse(503, 'no media');
      end(false);
    };
    const answer = (theirs: Buffer | undefined) => {
      if (isOver) return;
      const ours = media.terminate(session, 'b', side, theirs);
      const tone: ToneName = isDone ? 'confirmation' : 'reorder';
      media.play(session, 'b', { tone, country: countryOf(ports.configuration()) });
      const half = hasOffer ? 'answer' : 'offer';
      whenGiven(
        media.relay(session, 'b', side, side, ours, half),
        (sdp) => {
          caller.answer(sdp, (fact) => {
            if (fact.type === 'ended') end(false);
          });
        },
        failed,
      );
    };
    if (!hasOffer) return answer(undefined);
    whenGiven(media.relay(session, 'a', side, side, offer, 'offer'), answer, failed);
  };
}
