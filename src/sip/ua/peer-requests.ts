/**
 * The peer's requests inside one dialog: answered, or told to the call. RFC 3261 §12.2.2, §14.2,
 * §15.1.2; RFC 3311 §5.2; RFC 5407.
 */
import { acceptRequest, refreshTarget } from '../dialog/dialog.ts';
import { respondTo } from '../message/build.ts';
import type { Fields } from '../message/message.ts';
import type { ServerTransaction } from '../transaction-user.ts';
import { allow } from './allow.ts';
import type { CallLeg } from './call-leg.ts';
import { contentFields } from './content.ts';
import { referralOf } from './replaces.ts';
import { defaultTerms, grant, type SessionTerms, tooShort } from './session-timer.ts';

export class PeerRequests {
  readonly #leg: CallLeg;
  /** Their re-INVITE or UPDATE under way: a second one meets 500 (§14.2). */
  #offered: ServerTransaction | undefined;

  constructor(leg: CallLeg) {
    this.#leg = leg;
  }

  isOffered(): boolean {
    return this.#offered !== undefined;
  }

  take(transaction: ServerTransaction): void {
    const { request, envelope } = transaction;
    const next = acceptRequest(this.#leg.dialog, envelope.cseq.number);
    if (!next) return answer(transaction, 500);
    this.#leg.dialog = next;
    switch (request.method) {
      case 'BYE':
        answer(transaction, 200);
        return this.#leg.ended('bye');
      case 'INVITE':
      case 'UPDATE':
        return this.#leg.isOver() ? answer(transaction, 481) : this.#offer(transaction);
      case 'INFO':
        return this.#info(transaction);
      case 'OPTIONS':
        return answer(transaction, 200, [['Allow', allow]]);
      case 'REFER':
        return this.#refer(transaction);
      case 'NOTIFY':
        return this.#notify(transaction);
      case 'PRACK':
        // RFC 3262 §3: no provisional of ours waits for it any more.
        return answer(transaction, 481);
      default:
        return answer(transaction, 501, [['Allow', allow]]);
    }
  }

  /** §9.2: a re-INVITE that is not answered yet. */
  cancelled(invite: ServerTransaction): void {
    if (this.#offered === invite) this.close();
  }

  /** §15.1.2: what is pending when the dialog ends gets 487. */
  close(): void {
    const pending = this.#offered;
    this.#offered = undefined;
    if (pending) answer(pending, 487);
  }

  #offer(transaction: ServerTransaction): void {
    const { request } = transaction;
    const leg = this.#leg;
    const isInvite = request.method === 'INVITE';
    const isOffer = isInvite || request.body.length > 0;
    if (isOffer && (leg.isOffering() || leg.awaitsAnswer())) return answer(transaction, 491);
    if (isOffer && this.#offered) return answer(transaction, 500, [['Retry-After', this.#pause()]]);
    const refusal = tooShort(request, this.#terms());
    if (refusal) return transaction.respond(refusal);
    leg.dialog = refreshTarget(leg.dialog, request);
    // RFC 5407 §3.1.4: who sends a re-INVITE has had our 2xx, wherever its ACK may be.
    if (isInvite) leg.confirmed();
    if (!isOffer) return this.#accept(transaction, undefined, []);
    this.#offered = transaction;
    leg.options.report({
      type: 'offered',
      body: request.body,
      answer: (status, body, fields = []) => {
        if (this.#offered !== transaction) return;
        this.#offered = undefined;
        if (status < 300) this.#accept(transaction, body, fields);
        else transaction.respond(respondTo(request, status, { fields }));
      },
    });
  }

  #terms(): SessionTerms {
    const { minSessionSeconds: minSeconds = defaultTerms.minSeconds } = this.#leg.options;
    return { ...defaultTerms, minSeconds };
  }

  #accept(transaction: ServerTransaction, body: Buffer | undefined, more: Fields): void {
    const { request } = transaction;
    const leg = this.#leg;
    const { session, fields } = grant(request, this.#terms(), leg.session.agreed());
    const contact: Fields = [['Contact', `<${leg.options.contact}>`]];
    const all = [...contact, ['Allow', allow] as const, ...fields, ...contentFields(body), ...more];
    const response = respondTo(request, 200, { fields: all, body });
    leg.describe(body);
    leg.agree(session);
    if (request.method === 'INVITE') leg.confirm(transaction, response);
    else transaction.respond(response);
  }

  #info(transaction: ServerTransaction): void {
    answer(transaction, 200);
    const { headers, body } = transaction.request;
    const contentType = headers.first('Content-Type') ?? '';
    this.#leg.options.report({ type: 'info', contentType, body });
  }

  #refer(transaction: ServerTransaction): void {
    if (!this.#leg.options.isTransferable) return answer(transaction, 603);
    const referral = referralOf(transaction.request);
    if (!referral) return answer(transaction, 400, [], 'Bad Refer-To');
    this.#leg.options.report({
      type: 'referred',
      ...referral,
      answer: (status) =>
        answer(transaction, status, [['Contact', `<${this.#leg.options.contact}>`]]),
    });
  }

  #notify(transaction: ServerTransaction): void {
    const { headers, body } = transaction.request;
    const event = (headers.first('Event') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    if (event !== 'refer') return answer(transaction, 489, [['Allow-Events', 'refer']]);
    answer(transaction, 200);
    const state = (headers.first('Subscription-State') ?? '').split(';')[0]?.trim() ?? '';
    this.#leg.options.report({ type: 'notified', event, state, body });
  }

  /** §14.2: 0 to 10 seconds, at random. */
  #pause(): string {
    return String(Math.floor(this.#leg.options.services.random.uniform() * 11));
  }
}

function answer(
  transaction: ServerTransaction,
  status: number,
  fields: Fields = [],
  reason?: string,
): void {
  transaction.respond(respondTo(transaction.request, status, { fields, reason }));
}
