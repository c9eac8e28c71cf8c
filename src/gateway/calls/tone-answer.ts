/**
 * A call that ends in the gateway itself: answered with a tone, and over when the tone has been
 * heard.
 */

import { causes } from '../../domain/cause.ts';
import type { Configuration } from '../../domain/configuration.ts';
import type { ToneName } from '../../domain/tones.ts';
import type { MediaEngine } from '../../media/media.ts';
import type { Clock } from '../../sip/clock.ts';
import { countryOf } from '../settings.ts';
import { mediaRefusal } from './media-refusal.ts';
import { answerHere, type Offerer } from './own-answer.ts';
import type { CallerParty } from './party.ts';

/** Long enough to be understood. */
const toneMs = 2500;

/** Answers a caller with a tone that says whether its change was made. */
export type Confirm = (
  caller: Offerer & Pick<CallerParty, 'answer' | 'refuse' | 'end'>,
  isDone: boolean,
  session: string,
  over: () => void,
) => void;

interface ConfirmPorts {
  readonly media: () => MediaEngine;
  readonly clock: Clock;
  readonly configuration: () => Configuration;
}

export function createConfirm(ports: ConfirmPorts): Confirm {
  return (caller, isDone, session, over) => {
    const { clock } = ports;
    const media = ports.media();
    let isOver = false;
    let timer: unknown;
    const end = (isOurs: boolean) => {
      if (isOver) return;
      isOver = true;
      clock.clearTimeout(timer);
      if (isOurs) caller.end(undefined);
      media.close(session);
      over();
    };
    answerHere(caller, {
      media,
      session,
      isOver: () => isOver,
      told(sdp) {
        timer = clock.setTimeout(() => end(true), toneMs);
        const tone: ToneName = isDone ? 'confirmation' : 'reorder';
        media.play(session, 'b', { tone, country: countryOf(ports.configuration()) });
        caller.answer(sdp, (fact) => {
          if (fact.type === 'ended') end(false);
        });
      },
      failed(error) {
        if (isOver) return;
        const cause = mediaRefusal(error)?.cause ?? 'no-media';
        caller.refuse(causes[cause].status, cause);
        end(false);
      },
    });
  };
}
