/**
 * One early dialog: where it goes, and the UPDATEs inside it, both ways. RFC 3261 §12.1; RFC 3311
 * §5; RFC 6337 §3.
 */
import {
  acceptRequest,
  type Dialog,
  dialogKey,
  dialogRequest,
  refreshTarget,
} from '../dialog/dialog.ts';
import type { Side, Target } from '../flow.ts';
import { respondTo } from '../message/build.ts';
import type { Fields, Message, Response } from '../message/message.ts';
import { tokens } from '../message/readers.ts';
import type { ClientTransactionUser, ServerTransaction } from '../transaction-user.ts';
import { allow } from './allow.ts';
import { contentFields } from './content.ts';
import type { DialogUser } from './dialogs.ts';
import type { LegFact } from './leg-facts.ts';
import type { OfferDone } from './reoffer.ts';
import { hopOf, type Services } from './services.ts';
import { defaultTerms, tooShort } from './session-timer.ts';
import { TurnByTurn } from './turn-by-turn.ts';

const noBody = Buffer.alloc(0);

export type EarlyOffer = Extract<LegFact, { type: 'offered' }>;

export interface EarlyOptions {
  readonly services: Services;
  readonly side: Side;
  /** Where the INVITE went or came from: used when the remote target is a name. */
  readonly target: Target;
  /** Our Contact URI. */
  readonly contact: string;
  /** Whether the offer of the INVITE is ours. */
  readonly isOfferOurs: boolean;
  readonly report: (fact: EarlyOffer) => void;
}

export class EarlyDialog implements DialogUser {
  dialog: Dialog;
  readonly #options: EarlyOptions;
  readonly #offers = new TurnByTurn();
  #isBound = false;
  #isAgreed = false;
  /** Our latest description that the peer has agreed to. */
  #said: Buffer = noBody;
  #canUpdate = false;
  #isOver = false;
  /** Their UPDATE under way. */
  #offered: ServerTransaction | undefined;

  constructor(dialog: Dialog, options: EarlyOptions) {
    this.dialog = dialog;
    this.#options = options;
  }

  /** A reliable provisional carries our answer; its PRACK is still to come. */
  answering(): void {
    this.#isBound = true;
  }

  /** Whether the peer is told by UPDATE, not by the final answer, what changes from now on. */
  isBound(): boolean {
    return this.#isBound;
  }

  /** The offer of the INVITE has its answer, by a reliable provisional; `ours`, if it is ours. */
  agreed(ours: Buffer = noBody): void {
    this.#isBound = true;
    this.#isAgreed = true;
    this.#said = ours;
  }

  /** Whether the peer knows this description of us already. */
  hasSaid(body: Buffer): boolean {
    return this.#isAgreed && this.#said.equals(body);
  }

  isAgreed(): boolean {
    return this.#isAgreed;
  }

  /** What the peer says that it can do. */
  learn(message: Message): void {
    if (message.headers.count('Allow') > 0)
      this.#canUpdate = tokens(message, 'Allow').has('UPDATE');
  }

  /** §5.1: one offer at a time, and none before the first one has its answer. */
  canOffer(): boolean {
    return this.#isAgreed && this.#canUpdate && !this.#offered && !this.#offers.isBusy();
  }

  /** Describes us anew; `done` hears the status and the answer. */
  offer(body: Buffer, done: OfferDone): void {
    this.#offers.run((settled) => {
      const end = (status: number, answer: Buffer) => {
        done(status, answer);
        settled();
      };
      if (this.#isOver) return end(481, noBody);
      this.send('UPDATE', [...this.#fields(), ...contentFields(body)], body, {
        response: (response) => {
          if (response.status < 200) return;
          if (response.status < 300) this.#accepted(response, body);
          end(response.status, response.body);
        },
        failed: () => end(408, noBody),
      });
    });
  }

  /** No 2xx to the INVITE while an offer of ours is open (RFC 6337 §3.1). */
  afterwards(act: () => void): void {
    this.#offers.run((settled) => {
      if (!this.#isOver) act();
      settled();
    });
  }

  send(
    method: string,
    fields: Fields,
    body: Buffer | undefined,
    user: ClientTransactionUser,
  ): void {
    const { services, side, target } = this.#options;
    const parts = body ? { fields, body } : { fields };
    const [next, request] = dialogRequest(this.dialog, method, parts);
    this.dialog = next;
    services.endpoint.request(request, hopOf(next, target), side, user);
  }

  /** The INVITE has its final answer, or the dialog is over. */
  close(): void {
    this.#isOver = true;
    if (this.#offered) answer(this.#offered, 487);
    this.#offered = undefined;
  }

  key(): string {
    const { callId, localTag, remoteTag } = this.dialog;
    return dialogKey(callId, localTag, remoteTag);
  }

  request(transaction: ServerTransaction): void {
    if (transaction.request.method === 'UPDATE') this.#update(transaction);
    else answer(transaction, 481);
  }

  acknowledged(): void {
    // There is nothing to acknowledge yet.
  }

  cancelled(): void {
    // An UPDATE is not cancelled (RFC 3311 §5).
  }

  #accepted(response: Response, body: Buffer): void {
    this.dialog = refreshTarget(this.dialog, response);
    this.#said = body;
  }

  #update(transaction: ServerTransaction): void {
    const { request, envelope } = transaction;
    const next = acceptRequest(this.dialog, envelope.cseq.number);
    if (!next) return answer(transaction, 500);
    this.dialog = next;
    const status = this.#refusal(request.body.length > 0);
    if (status !== undefined) return answer(transaction, status, this.#pause(status));
    const refusal = tooShort(request, defaultTerms);
    if (refusal) return transaction.respond(refusal);
    this.dialog = refreshTarget(this.dialog, request);
    this.learn(request);
    if (request.body.length === 0) return answer(transaction, 200, this.#fields());
    this.#offered = transaction;
    this.#options.report({
      type: 'offered',
      body: request.body,
      answer: (final, body, fields = []) => this.#settle(transaction, final, fields, body),
    });
  }

  /** §5.2. */
  #refusal(isOffer: boolean): number | undefined {
    if (this.#offered) return 500;
    if (!isOffer) return undefined;
    if (this.#offers.isBusy()) return 491;
    if (this.#isAgreed) return undefined;
    return this.#options.isOfferOurs ? 491 : 500;
  }

  #settle(transaction: ServerTransaction, status: number, more: Fields, body?: Buffer): void {
    if (this.#offered !== transaction) return;
    this.#offered = undefined;
    if (status >= 300) return answer(transaction, status, [...more, ...this.#pause(status)]);
    const fields = [...this.#fields(), ...contentFields(body), ...more];
    if (body) this.#said = body;
    transaction.respond(respondTo(transaction.request, 200, { fields, body }));
  }

  #fields(): Fields {
    return [
      ['Contact', `<${this.#options.contact}>`],
      ['Allow', allow],
    ];
  }

  /** §5.2: 0 to 10 seconds, at random. */
  #pause(status: number): Fields {
    if (status !== 500) return [];
    return [['Retry-After', String(Math.floor(this.#options.services.random.uniform() * 11))]];
  }
}

function answer(transaction: ServerTransaction, status: number, fields: Fields = []): void {
  transaction.respond(respondTo(transaction.request, status, { fields }));
}
