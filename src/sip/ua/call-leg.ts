/**
 * One confirmed dialog of a call, in use: in-dialog requests both ways, and its end. RFC 3261
 * §12.2, §14, §15; RFC 4028.
 */
import { type Dialog, dialogKey, dialogRequest, refreshTarget } from '../dialog/dialog.ts';
import type { Side, Target } from '../flow.ts';
import type { Fields, Request, Response } from '../message/message.ts';
import { defaultTimers, type Timers } from '../transaction/timers.ts';
import type { ClientTransactionUser, ServerTransaction } from '../transaction-user.ts';
import { AnswerUntilAck } from './answer-until-ack.ts';
import { contentFields } from './content.ts';
import type { Dialogs } from './dialogs.ts';
import type { LegFact } from './leg-facts.ts';
import { LegSession } from './leg-session.ts';
import { OwnOffers } from './own-offers.ts';
import { PeerRequests } from './peer-requests.ts';
import type { OfferDone } from './reoffer.ts';
import { hopOf, type Services } from './services.ts';
import { granted, type Session } from './session-timer.ts';

export type { AnswerOffer, LegFact } from './leg-facts.ts';

export interface LegOptions {
  readonly services: Services;
  readonly dialogs: Dialogs;
  readonly side: Side;
  /** Where the dialog's first request went or came from: used when the remote target is a name. */
  readonly target: Target;
  /** Our Contact URI. */
  readonly contact: string;
  readonly report: (fact: LegFact) => void;
  readonly timers?: Timers | undefined;
  /** Whether the INVITE was ours. */
  readonly ownsCallId?: boolean;
  /** Methods of the peer's Allow. */
  readonly peerAllows?: ReadonlySet<string>;
  /** Whether a REFER is told; otherwise it is refused. */
  readonly isTransferable?: boolean | undefined;
  /** The description that we have sent last. */
  readonly description?: Buffer;
  /** The shortest session that the peer may ask for. */
  readonly minSessionSeconds?: number | undefined;
}

export class CallLeg {
  options: LegOptions;
  dialog: Dialog;
  readonly #requests: PeerRequests;
  /** What is agreed about refreshing it. */
  readonly session: LegSession;
  /** What has been sent last is what a refresh says again. */
  description: Buffer;
  #isOver = false;
  /** Our own re-INVITEs, one at a time (§14.1): theirs meets 491 meanwhile (§14.2). */
  readonly #offers: OwnOffers;
  #lastAck: Request | undefined;
  /** Our 2xx under way: no BYE of ours before its ACK (§15). */
  #unconfirmed: AnswerUntilAck | undefined;
  #byeWhenConfirmed: (() => void) | undefined;

  constructor(dialog: Dialog, options: LegOptions) {
    this.dialog = dialog;
    this.options = options;
    this.description = options.description ?? noBody;
    this.#requests = new PeerRequests(this);
    this.#offers = new OwnOffers(this);
    this.session = new LegSession({
      clock: options.services.clock,
      random: options.services.random,
      ownsCallId: options.ownsCallId ?? false,
      canUpdate: options.peerAllows?.has('UPDATE') ?? false,
      update: (fields, user) => this.send('UPDATE', fields, undefined, user),
      offerAgain: () => this.offer(this.description, ignore),
      gone: (reason, why) => this.gone(reason, why),
    });
    options.dialogs.add(this);
  }

  key(): string {
    const { callId, localTag, remoteTag } = this.dialog;
    return dialogKey(callId, localTag, remoteTag);
  }

  isOver(): boolean {
    return this.#isOver;
  }

  isOffering(): boolean {
    return this.#offers.isBusy();
  }

  /** Our 2xx carried an offer, whose answer its ACK will bring. */
  awaitsAnswer(): boolean {
    return this.#unconfirmed?.isOffer ?? false;
  }

  /** Where requests of this dialog go now. */
  target(): Target {
    return hopOf(this.dialog, this.options.target);
  }

  /** Acknowledges a 2xx of the INVITE with this CSeq; kept, because the 2xx may come again. */
  acknowledge(cseq: number, body?: Buffer): void {
    const fields = contentFields(body);
    this.describe(body);
    const [, ack] = dialogRequest(this.dialog, 'ACK', { cseq, fields, ...(body ? { body } : {}) });
    this.#lastAck = ack;
    this.repeatAck();
  }

  repeatAck(): void {
    if (!this.#lastAck) return;
    this.options.services.endpoint.send(this.#lastAck, this.target(), this.options.side);
  }

  /** Answers an INVITE with a 2xx, again and again until its ACK. */
  confirm(transaction: ServerTransaction, response: Response): void {
    const { request, envelope } = transaction;
    this.#unconfirmed?.stop();
    const { services, timers = defaultTimers } = this.options;
    this.#unconfirmed = new AnswerUntilAck(envelope.cseq.number, request.body.length === 0, {
      clock: services.clock,
      timers,
      send: () => transaction.respond(response),
      lost: () => {
        this.#unconfirmed = undefined;
        this.#byeWhenConfirmed?.();
        this.gone('no ACK');
      },
    });
  }

  /** Ends the dialog from our end. */
  bye(reason?: string): void {
    if (this.#isOver) return;
    this.#offers.answer();
    this.#close();
    const fields: Fields = reason === undefined ? [] : [['Reason', reason]];
    const send = () => {
      this.options.dialogs.remove(this);
      this.send('BYE', fields, undefined, { response: ignore, failed: ignore });
    };
    if (this.#unconfirmed) this.#byeWhenConfirmed = send;
    else send();
  }

  /** Offers anew, after what is offered already; `done` hears the status and the answer. */
  offer(body: Buffer, done: OfferDone): void {
    this.#offers.make(body, done);
  }

  /** Asks for an offer; `done` hears it, and `answer` must follow. */
  ask(done: OfferDone): void {
    this.#offers.ask(done);
  }

  answer(body: Buffer): void {
    this.#offers.answer(body);
  }

  /** Whether an offer of the peer waits for our answer. */
  isOffered(): boolean {
    return this.#requests.isOffered();
  }

  /** A 2xx to a re-INVITE of ours. */
  accepted(response: Response): void {
    this.dialog = refreshTarget(this.dialog, response);
    this.agree(granted(response));
  }

  /** Sends a request inside the dialog; the CSeq it has got. */
  send(
    method: string,
    fields: Fields,
    body: Buffer | undefined,
    user: ClientTransactionUser,
  ): number {
    const { services, side, contact } = this.options;
    const all: Fields = [['Contact', `<${contact}>`], ['User-Agent', services.product], ...fields];
    const [next, request] = dialogRequest(this.dialog, method, {
      fields: all,
      ...(body ? { body } : {}),
    });
    this.dialog = next;
    services.endpoint.request(request, this.target(), side, user);
    return next.localCseq;
  }

  /** A request of the peer inside this dialog. */
  request(transaction: ServerTransaction): void {
    this.#requests.take(transaction);
  }

  cancelled(invite: ServerTransaction): void {
    this.#requests.cancelled(invite);
  }

  acknowledged(request: Request, cseq: number): void {
    if (this.#unconfirmed?.cseq !== cseq) return;
    this.confirmed();
    if (!this.#isOver) this.options.report({ type: 'acknowledged', body: request.body });
  }

  /** The 2xx has arrived, as its ACK or what came after it says. */
  confirmed(): void {
    this.#unconfirmed?.stop();
    this.#unconfirmed = undefined;
    this.#byeWhenConfirmed?.();
  }

  /** The session is agreed on anew. */
  agree(session: Session | undefined): void {
    if (!this.#isOver) this.session.agree(session);
  }

  describe(body: Buffer | undefined): void {
    if (body && body.length > 0) this.description = body;
  }

  /** The peer has ended it. */
  ended(reason: string): void {
    this.options.dialogs.remove(this);
    this.#unconfirmed?.stop();
    if (this.#isOver) return;
    this.#close();
    this.options.report({ type: 'ended', reason });
  }

  /** §12.2.1.2: what does not answer any more is ended. */
  gone(reason: string, why: 'unanswered' | 'not refreshed' = 'unanswered'): void {
    if (this.#isOver) return;
    this.bye();
    this.options.report({ type: 'ended', reason, why });
  }

  #close(): void {
    this.#isOver = true;
    this.session.stop();
    this.#requests.close();
  }
}

const noBody = Buffer.alloc(0);

function ignore(): void {
  // Whatever comes of it, there is nothing left to do.
}
