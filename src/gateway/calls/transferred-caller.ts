/** The caller of a transferred call: offered anew in the dialog that it has. RFC 5589 §6. */
import type { Caller } from '../../domain/addressing.ts';
import type { Side } from '../../domain/side.ts';
import type { MediaEngine } from '../../media/media.ts';
import type { CallLeg, LegFact } from '../../sip/ua/call-leg.ts';
import { whenGiven } from './given.ts';
import type { CallerParty } from './party.ts';
import { offerOf, type StayingParty } from './staying-party.ts';

interface TransferredCallerOptions {
  readonly media: MediaEngine;
  readonly call: string;
  readonly party: StayingParty;
  /** The users on whose word it is transferred. */
  readonly forwardedBy: readonly string[];
  /** How the new call goes, for whoever asked for it. */
  readonly progress: (status: number) => void;
  /** It has left, or will not be connected: the transfer is over. */
  readonly over: () => void;
  /** It hung up after the one who transferred it, before anybody answered. */
  readonly left: () => void;
  readonly sideOfCallee: () => Side;
}

const maxForwards = 70;

export class TransferredCaller implements CallerParty {
  readonly side: Side;
  readonly policy: StayingParty['policy'];
  readonly caller: Caller;
  readonly user: string | undefined;
  readonly port: string | undefined;
  readonly from: string;
  readonly callId: string | undefined;
  readonly offer: Buffer;
  readonly maxForwards = maxForwards;
  readonly isAnonymous = false;
  readonly forwardedBy: readonly string[];
  readonly #options: TransferredCallerOptions;
  #isTaken = false;
  #report: (fact: LegFact) => void;

  constructor(options: TransferredCallerOptions) {
    const { party, media, call, forwardedBy, left } = options;
    this.#options = options;
    this.side = party.side;
    this.policy = party.policy;
    this.caller = party.caller;
    this.user = party.caller.kind === 'user' ? party.caller.user.name : undefined;
    this.port = party.port;
    this.from = party.from;
    this.callId = party.dialog?.dialog.callId;
    this.offer = offerOf(party, media, call, 'a');
    this.forwardedBy = forwardedBy;
    this.#report = (fact) => {
      if (fact.type === 'ended') left();
      // Nobody is there yet whom it could be passed on to.
      if (fact.type === 'offered') fact.answer(491);
      if (fact.type === 'referred') fact.answer(491);
    };
  }

  /** Whoever transferred it has hung up: it waits here. */
  take(): void {
    if (this.#isTaken) return;
    this.#isTaken = true;
    this.#options.party.take((fact) => this.#report(fact));
  }

  ring(status: number): void {
    this.#options.progress(status);
  }

  answer(body: Buffer, report: (fact: LegFact) => void): void {
    const { party, progress, over } = this.#options;
    progress(200);
    this.#report = report;
    this.take();
    over();
    party.dialog?.offer(body, (status, answer) => {
      if (status < 300) this.#agreed(answer);
      else if (party.dialog?.isOver() === false) {
        party.dialog.bye();
        report({ type: 'ended', reason: `${status} to its description after a transfer` });
      }
    });
  }

  refuse(status: number, cause: string): void {
    const { party, progress, over } = this.#options;
    progress(status);
    over();
    if (this.#isTaken) party.dialog?.bye(`SIP;cause=${status};text="${cause}"`);
  }

  leg(): CallLeg | undefined {
    return this.#options.party.dialog;
  }

  end(reason: string | undefined): void {
    this.#options.party.dialog?.bye(reason);
  }

  /** The called party has its description already; the engine learns where this one is now. */
  #agreed(answer: Buffer): void {
    const { media, call, sideOfCallee } = this.#options;
    if (answer.length === 0) return;
    const given = media.relay(call, 'a', this.side, sideOfCallee(), answer, 'answer');
    whenGiven(given, nothing, nothing);
  }
}

function nothing(): void {
  // The called party has answered already.
}
