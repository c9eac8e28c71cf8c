/**
 * A re-INVITE of ours until it is settled: its 2xx acknowledged, glare waited out. RFC 3261 §14.1,
 * §12.2.1.2.
 */
import type { ClientTransactionUser } from '../transaction-user.ts';
import type { CallLeg } from './call-leg.ts';
import { glareWaitMs } from './glare.ts';

/** Sends the re-INVITE; the CSeq it has got. */
type Send = (user: ClientTransactionUser) => number;

/** Hears the status and the answer. */
export type OfferDone = (status: number, answer: Buffer) => void;

/** A peer that meets every offer with one of its own is not waited for any longer. */
const triesMax = 3;

export function reoffer(leg: CallLeg, send: Send, done: OfferDone, tries = 1): void {
  let isSettled = false;
  const settle = (status: number, answer: Buffer) => {
    isSettled = true;
    done(status, answer);
  };
  const cseq = send({
    response(response) {
      const { status, body } = response;
      if (status < 200) return;
      if (isSettled) {
        if (status < 300) leg.repeatAck();
        return;
      }
      if (status < 300) {
        leg.accepted(response, cseq);
        settle(status, body);
      } else if (status === 422 && tries < triesMax && leg.session.lengthen(response)) {
        isSettled = true;
        reoffer(leg, send, done, tries + 1);
      } else if (status === 491 && tries < triesMax) {
        isSettled = true;
        retryAfterGlare(leg, send, done, tries + 1);
      } else {
        settle(status, body);
        if (status === 481 || status === 408) leg.gone(`${status} inside the dialog`);
      }
    },
    failed() {
      if (isSettled) return;
      settle(408, Buffer.alloc(0));
      leg.gone('no answer inside the dialog');
    },
  });
}

function retryAfterGlare(leg: CallLeg, send: Send, done: OfferDone, tries: number): void {
  const { services, ownsCallId = false } = leg.options;
  services.clock.setTimeout(
    () => (leg.isOver() ? done(481, Buffer.alloc(0)) : reoffer(leg, send, done, tries)),
    glareWaitMs(ownsCallId, services.random),
  );
}
