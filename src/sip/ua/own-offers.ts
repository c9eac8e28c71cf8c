/**
 * Our re-INVITEs of one dialog, one at a time; one that asks for an offer lasts until its answer is
 * in the ACK. RFC 3261 §13.2.1, §14.1.
 */
import type { Response } from '../message/message.ts';
import type { CallLeg } from './call-leg.ts';
import { contentFields } from './content.ts';
import { type OfferDone, reoffer } from './reoffer.ts';
import { TurnByTurn } from './turn-by-turn.ts';

const noBody = Buffer.alloc(0);

export class OwnOffers {
  readonly #leg: CallLeg;
  readonly #turns = new TurnByTurn();
  /** The 2xx that holds the offer we have asked for, to be acknowledged with our answer. */
  #answer: ((body: Buffer | undefined) => void) | undefined;
  #settled: (() => void) | undefined;

  constructor(leg: CallLeg) {
    this.#leg = leg;
  }

  isBusy(): boolean {
    return this.#turns.isBusy();
  }

  make(body: Buffer, done: OfferDone): void {
    this.#make(body, done, (cseq) => this.#leg.acknowledge(cseq));
  }

  /** Without an offer of ours: `done` hears that of the peer, and an answer must follow. */
  ask(done: OfferDone): void {
    this.#make(noBody, done, (cseq, { body }) => {
      if (body.length > 0) this.#answer = (answer) => this.#leg.acknowledge(cseq, answer);
      else this.#leg.acknowledge(cseq);
    });
  }

  /** What we say to the offer that we have asked for; a 2xx is acknowledged whatever it is. */
  answer(body?: Buffer): void {
    const [answer, settled] = [this.#answer, this.#settled];
    this.#answer = undefined;
    this.#settled = undefined;
    answer?.(body);
    settled?.();
  }

  #make(
    body: Buffer,
    done: OfferDone,
    acknowledge: (cseq: number, response: Response) => void,
  ): void {
    this.#turns.run((settled) => {
      const leg = this.#leg;
      const told: OfferDone = (status, described) => {
        done(status, described);
        if (this.#answer) this.#settled = settled;
        else settled();
      };
      if (leg.isOver()) return told(481, noBody);
      if (leg.isOffered()) return told(491, noBody);
      leg.describe(body);
      reoffer(
        leg,
        {
          send: (user) => {
            const fields = [...leg.session.fields(), ...contentFields(body)];
            return leg.send('INVITE', fields, body, user);
          },
          accepted: (response, cseq) => {
            leg.accepted(response);
            acknowledge(cseq, response);
          },
          repeated: () => {
            if (!this.#answer) leg.repeatAck();
          },
        },
        told,
      );
    });
  }
}
