/** The called party of an attended transfer: it has answered long before. RFC 5589 §7. */
import type { Side } from '../../domain/side.ts';
import type { MediaEngine } from '../../media/media.ts';
import type { CallLeg, LegFact } from '../../sip/ua/call-leg.ts';
import type { OfferDone } from '../../sip/ua/reoffer.ts';
import type { CalleeFact, CalleeParty } from './party.ts';
import type { StayingParty } from './staying-party.ts';

interface Joining {
  readonly media: MediaEngine;
  readonly call: string;
  readonly offer: Buffer;
  readonly report: (fact: CalleeFact) => void;
  readonly legReport: (fact: LegFact) => void;
}

export class ExistingCallee implements CalleeParty {
  readonly side: Side;
  readonly policy: StayingParty['policy'];
  readonly callId: string | undefined;
  readonly #party: StayingParty;
  #isTaken = false;

  constructor(party: StayingParty) {
    this.#party = party;
    this.side = party.side;
    this.policy = party.policy;
    this.callId = party.dialog?.dialog.callId;
  }

  /** What it is known by among the called parties. */
  get name(): string {
    return this.#party.port ?? this.#party.from;
  }

  movesTo(call: string): void {
    this.#party.movesTo(call);
  }

  /** Offered the description of its new caller; its answer is the answer of the call. */
  join({ media, call, offer, report, legReport }: Joining): void {
    const { dialog } = this.#party;
    const taken = (body: Buffer) => {
      this.#isTaken = true;
      this.#party.take(legReport);
      report({ type: 'answered', body });
    };
    if (!dialog) return taken(media.terminate(call, 'b', this.side, offer));
    const told: OfferDone = (status, described) => {
      if (status < 300) return taken(described);
      const reason = 'a transfer was not agreed to';
      report({ type: 'refused', status, reason, retryAfterSeconds: undefined, hadRung: false });
    };
    if (offer.length > 0) dialog.offer(offer, told);
    else dialog.ask(told);
  }

  cancel(): void {
    if (this.#isTaken) this.end(undefined);
  }

  /** Where it was asked for an offer: the answer to that. */
  accept(answer: Buffer | undefined): void {
    if (answer) this.#party.dialog?.answer(answer);
  }

  leg(): CallLeg | undefined {
    return this.#party.dialog;
  }

  end(reason: string | undefined): void {
    this.#party.dialog?.bye(reason);
  }
}
