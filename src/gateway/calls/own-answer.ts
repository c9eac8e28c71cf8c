/** A caller's offer answered by a leg that ends in the gateway, by the policy of the caller. */
import type { MediaEngine } from '../../media/media.ts';
import { whenGiven } from './given.ts';
import type { CallerParty } from './party.ts';

export type Offerer = Pick<CallerParty, 'side' | 'offer' | 'policy'>;

interface Answering {
  readonly media: MediaEngine;
  /** A media session of its own, which whoever asks closes: leg `a` is the caller, `b` ours. */
  readonly session: string;
  readonly isOver: () => boolean;
  /** With our description: an answer, or the offer that the caller wants to hear first. */
  readonly told: (sdp: Buffer) => void;
  /** What was offered cannot be taken, or there is no room for it. Never thrown. */
  readonly failed: (error: unknown) => void;
}

export function answerHere(caller: Offerer, answering: Answering): void {
  const { side, offer, policy } = caller;
  const { media, session, isOver, told, failed } = answering;
  const answer = (theirs: Buffer | undefined) => {
    if (isOver()) return;
    const ours = media.terminate(session, 'b', side, theirs);
    const half = theirs ? 'answer' : 'offer';
    whenGiven(media.relay(session, 'b', side, side, ours, half), tell, failed);
  };
  const tell = (sdp: Buffer) => {
    if (!isOver()) told(sdp);
  };
  try {
    const { codecs, srtp } = policy ?? {};
    if (codecs || srtp) media.setPolicy?.(session, 'a', { codecs, srtp });
    if (offer.length === 0) answer(undefined);
    else whenGiven(media.relay(session, 'a', side, side, offer, 'offer'), answer, failed);
  } catch (error) {
    failed(error);
  }
}
