/**
 * A re-INVITE of ours until it is settled: glare waited out, a 2xx that comes again noticed. RFC
 * 3261 §14.1, §12.2.1.2.
 */
import type { Response } from '../message/message.ts';
import type { ClientTransactionUser } from '../transaction-user.ts';
import type { CallLeg } from './call-leg.ts';
import { glareWaitMs } from './glare.ts';

/** What is done with it on the wire. */
interface Offering {
  /** The CSeq it has got. */
  send(user: ClientTransactionUser): number;
  accepted(response: Response, cseq: number): void;
  /** The 2xx has come again. */
  repeated(): void;
}

/** Hears the status and what the peer describes: its answer, or the offer that was asked for. */
export type OfferDone = (status: number, described: Buffer) => void;

/** A peer that meets every offer with one of its own is not waited for any longer. */
const triesMax = 3;

export function reoffer(leg: CallLeg, offering: Offering, done: OfferDone, tries = 1): void {
  let isSettled = false;
  const settle = (status: number, answer: Buffer) => {
    isSettled = true;
    done(status, answer);
  };
  const cseq = offering.send({
    response(response) {
      const { status, body } = response;
      if (status < 200) return;
      if (isSettled) {
        if (status < 300) offering.repeated();
        return;
      }
      if (status < 300) {
        offering.accepted(response, cseq);
        settle(status, body);
      } else if (status === 422 && tries < triesMax && leg.session.lengthen(response)) {
        isSettled = true;
        reoffer(leg, offering, done, tries + 1);
      } else if (status === 491 && tries < triesMax) {
        isSettled = true;
        retryAfterGlare(leg, offering, done, tries + 1);
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

function retryAfterGlare(leg: CallLeg, offering: Offering, done: OfferDone, tries: number): void {
  const { services, ownsCallId = false } = leg.options;
  services.clock.setTimeout(
    () => (leg.isOver() ? done(481, Buffer.alloc(0)) : reoffer(leg, offering, done, tries)),
    glareWaitMs(ownsCallId, services.random),
  );
}
