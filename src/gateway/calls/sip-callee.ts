/**
 * A called party behind SIP: a phone of ours, a proxy server, or the contact of a forwarding rule.
 */
import type { MediaPolicy } from '../../domain/media-policy.ts';
import type { Side } from '../../domain/side.ts';
import type { Credentials } from '../../sip/auth/credentials.ts';
import type { Target } from '../../sip/flow.ts';
import type { Fields } from '../../sip/message/message.ts';
import type { CallLeg, LegFact } from '../../sip/ua/call-leg.ts';
import type { EarlyDialog } from '../../sip/ua/early-dialog.ts';
import {
  type InviteFact,
  type InviteHandle,
  startInviteAttempt,
} from '../../sip/ua/invite-attempt.ts';
import type { SessionTerms } from '../../sip/ua/session-timer.ts';
import type { Core } from '../core.ts';
import { contactText } from '../uris.ts';
import type { CalleeFact, CalleeParty } from './party.ts';

export interface SipCalleeOptions {
  readonly core: Core;
  readonly side: Side;
  readonly requestUri: string;
  /** Where the Request-URI is a service's: the number that stands for it. */
  readonly plainUri?: string;
  /** The values of From, without its tag, and of To. */
  readonly from: string;
  readonly to: string;
  readonly targets: readonly Target[];
  readonly callId: string;
  readonly fromTag: string;
  /** User part of our Contact. */
  readonly contactUser: string;
  /** What its offer was made by. */
  readonly policy: MediaPolicy;
  readonly offer: Buffer;
  readonly maxForwards: number;
  readonly credentials: Credentials | undefined;
  readonly fields?: Fields | undefined;
  readonly routes?: readonly string[];
  /** How long its addresses may take together, in milliseconds; 0 leaves it to the transactions. */
  readonly budgetMs?: number;
  readonly isLeftAlone?: (() => boolean) | undefined;
  readonly isTransferable: boolean;
  /** Whether it may send the call on to a URI. */
  readonly mayForward?: ((uri: string) => boolean) | undefined;
  readonly session: SessionTerms;
  readonly report: (fact: CalleeFact) => void;
  readonly legReport: (fact: LegFact) => void;
}

export class SipCallee implements CalleeParty {
  readonly side: Side;
  readonly policy: MediaPolicy;
  readonly callId: string;
  readonly #options: SipCalleeOptions;
  readonly #handle: InviteHandle;
  #owesAck = false;
  #answer: Extract<InviteFact, { type: 'answered' }> | undefined;

  constructor(options: SipCalleeOptions) {
    const { core, side, from, to, targets, offer } = options;
    this.side = side;
    this.policy = options.policy;
    this.callId = options.callId;
    this.#options = options;
    this.#handle = startInviteAttempt(
      core,
      {
        requestUri: options.requestUri,
        plainUri: options.plainUri,
        from,
        to,
        fromTag: options.fromTag,
        callId: options.callId,
        cseq: 1,
        contact: contactOn(core, side, options.contactUser, targets[0]),
        body: offer,
        maxForwards: options.maxForwards,
        fields: options.fields ?? [],
        routes: options.routes ?? [],
        targets,
        side,
        credentials: options.credentials,
        budgetMs: options.budgetMs ?? 0,
        isLeftAlone: options.isLeftAlone,
        dialogs: core.dialogs,
        legReport: options.legReport,
        isTransferable: options.isTransferable,
        mayForward: options.mayForward,
        session: options.session,
      },
      (fact) => this.#heard(fact),
    );
  }

  cancel(): void {
    this.end(undefined);
  }

  accept(answer: Buffer | undefined): void {
    if (!this.#answer || !this.#owesAck) return;
    this.#owesAck = false;
    this.#answer.leg.acknowledge(this.#answer.cseq, answer);
  }

  early(): EarlyDialog | undefined {
    return this.#handle.early();
  }

  leg(): CallLeg | undefined {
    return this.#answer?.leg;
  }

  end(reason: string | undefined): void {
    if (!this.#answer) return this.#handle.cancel();
    // RFC 3261 §13.2.2.4: a 2xx is acknowledged even when all that follows is a BYE.
    this.accept(undefined);
    this.#answer.leg.bye(reason);
  }

  #heard(fact: InviteFact): void {
    if (fact.type === 'answered') {
      this.#answer = fact;
      // With an offer of ours the attempt has acknowledged already.
      this.#owesAck = this.#options.offer.length === 0;
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
  target: Pick<Target, 'transport' | 'address' | 'port'> | undefined,
): string {
  const transport = target?.transport ?? 'udp';
  const local = target ? core.local(side, target) : core.transport.local(side, transport);
  return contactText(user, local, transport);
}
