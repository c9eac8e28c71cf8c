/** A called party behind SIP: a phone of ours, a proxy server, or the contact of a forwarding rule. */
import type { CallAddressing } from '../domain/addressing.ts';
import type { Side } from '../domain/side.ts';
import type { Credentials } from '../sip/auth/credentials.ts';
import type { Target } from '../sip/flow.ts';
import type { Fields } from '../sip/message/message.ts';
import type { CallLeg, LegFact } from '../sip/ua/call-leg.ts';
import {
  type InviteFact,
  type InviteHandle,
  startInviteAttempt,
} from '../sip/ua/invite-attempt.ts';
import type { Core } from './core.ts';
import type { CalleeFact, CalleeParty } from './party.ts';
import { contactText, partyText } from './uris.ts';

export interface SipCalleeOptions {
  readonly core: Core;
  readonly side: Side;
  readonly requestUri: string;
  readonly addressing: Pick<CallAddressing, 'from' | 'to'>;
  readonly targets: readonly Target[];
  readonly callId: string;
  readonly fromTag: string;
  /** User part of our Contact. */
  readonly contactUser: string;
  readonly offer: Buffer;
  readonly maxForwards: number;
  readonly credentials: Credentials | undefined;
  readonly fields?: Fields | undefined;
  /** How long its addresses may take together, in milliseconds; 0 leaves it to the transactions. */
  readonly budgetMs?: number;
  readonly isTransferable: boolean;
  readonly report: (fact: CalleeFact) => void;
  readonly legReport: (fact: LegFact) => void;
}

export class SipCallee implements CalleeParty {
  readonly side: Side;
  readonly callId: string;
  readonly #options: SipCalleeOptions;
  readonly #handle: InviteHandle;
  #answer: Extract<InviteFact, { type: 'answered' }> | undefined;

  constructor(options: SipCalleeOptions) {
    const { core, side, addressing, targets, offer } = options;
    this.side = side;
    this.callId = options.callId;
    this.#options = options;
    this.#handle = startInviteAttempt(
      core,
      {
        requestUri: options.requestUri,
        from: partyText(addressing.from),
        to: partyText(addressing.to),
        fromTag: options.fromTag,
        callId: options.callId,
        cseq: 1,
        contact: contactOn(core, side, options.contactUser, targets[0]),
        body: offer,
        maxForwards: options.maxForwards,
        fields: options.fields ?? [],
        targets,
        side,
        credentials: options.credentials,
        budgetMs: options.budgetMs ?? 0,
        dialogs: core.dialogs,
        legReport: options.legReport,
        isTransferable: options.isTransferable,
      },
      (fact) => this.#heard(fact),
    );
  }

  cancel(): void {
    if (this.#answer) this.#answer.leg.bye();
    else this.#handle.cancel();
  }

  accept(answer: Buffer | undefined): void {
    // With an offer of ours the attempt has acknowledged already.
    if (this.#answer && this.#options.offer.length === 0) {
      this.#answer.leg.acknowledge(this.#answer.cseq, answer);
    }
  }

  leg(): CallLeg | undefined {
    return this.#answer?.leg;
  }

  end(reason: string | undefined): void {
    if (this.#answer) this.#answer.leg.bye(reason);
    else this.#handle.cancel();
  }

  #heard(fact: InviteFact): void {
    if (fact.type === 'answered') {
      this.#answer = fact;
      this.#options.report({ type: 'answered', body: fact.body });
    } else {
      this.#options.report(fact);
    }
  }
}

/** Our Contact on one side, towards one target. */
export function contactOn(
  core: Core,
  side: Side,
  user: string,
  target: Pick<Target, 'transport'> | undefined,
): string {
  const transport = target?.transport ?? 'udp';
  return contactText(user, core.transport.local(side, transport), transport);
}
