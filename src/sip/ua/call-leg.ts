/** One confirmed dialog of a call, in use: in-dialog requests both ways, and its end. RFC 3261 §12.2, §14, §15; RFC 3311. */
import {
  acceptRequest,
  type Dialog,
  dialogKey,
  dialogRequest,
  nextHop,
  refreshTarget,
} from '../dialog/dialog.ts';
import type { Side, Target } from '../flow.ts';
import { respondTo } from '../message/build.ts';
import type { Fields, Request, Response } from '../message/message.ts';
import { seconds } from '../message/readers.ts';
import type { Envelope } from '../message/values.ts';
import type { ServerTransaction } from '../transaction-user.ts';
import type { Dialogs } from './dialogs.ts';
import { type Services, targetOf } from './services.ts';

/** How a re-offer is answered: a status, and a description with a 2xx. */
export type AnswerOffer = (status: number, body?: Buffer, fields?: Fields) => void;

export type LegFact =
  /** The peer ended it, or it is gone. */
  | { readonly type: 'ended'; readonly reason: string }
  /** A re-INVITE or UPDATE; without a body it asks for an offer or only refreshes. */
  | { readonly type: 'offered'; readonly body: Buffer; readonly answer: AnswerOffer }
  /** The ACK of our 2xx, with the answer to an offer of ours if there was one. */
  | { readonly type: 'acknowledged'; readonly body: Buffer }
  /** INFO: DTMF and the like, answered 200 already. */
  | { readonly type: 'info'; readonly contentType: string; readonly body: Buffer };

export interface LegOptions {
  readonly services: Services;
  readonly dialogs: Dialogs;
  readonly side: Side;
  /** Where the dialog's first request went or came from: used when the remote target is a name. */
  readonly target: Target;
  /** Our Contact URI. */
  readonly contact: string;
  readonly report: (fact: LegFact) => void;
}

const allow = 'INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO';

export class CallLeg {
  readonly options: LegOptions;
  dialog: Dialog;
  #isOver = false;
  /** Our own re-INVITE under way: theirs meets 491 (§14.2). */
  #isOffering = false;
  /** Their re-INVITE under way: a second one meets 500 (§14.2). */
  #isOffered = false;
  #lastAck: Request | undefined;

  constructor(dialog: Dialog, options: LegOptions) {
    this.dialog = dialog;
    this.options = options;
    options.dialogs.add(this);
  }

  key(): string {
    const { callId, localTag, remoteTag } = this.dialog;
    return dialogKey(callId, localTag, remoteTag);
  }

  isOver(): boolean {
    return this.#isOver;
  }

  /** Where requests of this dialog go now. */
  target(): Target {
    const { target } = this.options;
    const next = targetOf(nextHop(this.dialog));
    return next ? { ...next, domain: target.domain } : target;
  }

  /** Acknowledges a 2xx of the INVITE with this CSeq; kept, because the 2xx may come again. */
  acknowledge(cseq: number, body?: Buffer): void {
    const fields = body ? contentFields() : [];
    const [, ack] = dialogRequest(this.dialog, 'ACK', { cseq, fields, ...(body ? { body } : {}) });
    this.#lastAck = ack;
    this.repeatAck();
  }

  repeatAck(): void {
    if (!this.#lastAck) return;
    this.options.services.endpoint.send(this.#lastAck, this.target(), this.options.side);
  }

  /** Ends the dialog from our end. */
  bye(reason?: string): void {
    if (this.#isOver) return;
    this.#over();
    const fields: Fields = reason === undefined ? [] : [['Reason', reason]];
    this.#request('BYE', fields, undefined, { response: ignore, failed: ignore });
  }

  /** Offers anew; `done` hears the status and the answer. */
  offer(body: Buffer, done: (status: number, answer: Buffer) => void): void {
    if (this.#isOffering || this.#isOffered) return done(491, noBody);
    this.#isOffering = true;
    const cseq = this.#request('INVITE', contentFields(), body, {
      response: (response) => {
        if (response.status < 200) return;
        if (response.status < 300 && !this.#isOffering) return this.repeatAck();
        this.#isOffering = false;
        if (response.status < 300) {
          this.dialog = refreshTarget(this.dialog, response);
          this.acknowledge(cseq);
        }
        done(response.status, response.body);
        this.#gone(response);
      },
      failed: () => {
        this.#isOffering = false;
        done(408, noBody);
        this.#end('no answer inside the dialog');
      },
    });
  }

  /** A request of the peer inside this dialog. */
  request(transaction: ServerTransaction): void {
    const { request, envelope } = transaction;
    const next = acceptRequest(this.dialog, envelope.cseq.number);
    if (!next) return this.#answer(transaction, 500);
    this.dialog = next;
    if (request.method === 'BYE') {
      this.#answer(transaction, 200);
      this.#end('bye');
    } else if (request.method === 'INVITE' || request.method === 'UPDATE') {
      this.#offered(transaction);
    } else if (request.method === 'INFO') {
      this.#answer(transaction, 200);
      const contentType = request.headers.first('Content-Type') ?? '';
      this.options.report({ type: 'info', contentType, body: request.body });
    } else if (request.method === 'OPTIONS') {
      this.#answer(transaction, 200, [['Allow', allow]]);
    } else if (request.method === 'REFER' || request.method === 'NOTIFY') {
      this.#answer(transaction, request.method === 'REFER' ? 603 : 481);
    } else {
      this.#answer(transaction, 501, [['Allow', allow]]);
    }
  }

  acknowledged(request: Request): void {
    this.options.report({ type: 'acknowledged', body: request.body });
  }

  #offered(transaction: ServerTransaction): void {
    const { request } = transaction;
    if (this.#isOffering) return this.#answer(transaction, 491);
    if (this.#isOffered) return this.#answer(transaction, 500, [['Retry-After', '5']]);
    this.#isOffered = true;
    this.dialog = refreshTarget(this.dialog, request);
    const answer: AnswerOffer = (status, body, fields) => {
      this.#isOffered = false;
      const content = body && body.length > 0 ? contentFields() : [];
      const contact: Fields = [['Contact', `<${this.options.contact}>`]];
      transaction.respond(
        respondTo(request, status, {
          fields: [...(status < 300 ? contact : []), ...content, ...(fields ?? [])],
          body,
        }),
      );
    };
    this.options.report({ type: 'offered', body: request.body, answer });
  }

  #request(
    method: string,
    fields: Fields,
    body: Buffer | undefined,
    user: {
      response: (response: Response, envelope: Envelope) => void;
      failed: () => void;
    },
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

  #answer(transaction: ServerTransaction, status: number, fields: Fields = []): void {
    transaction.respond(respondTo(transaction.request, status, { fields }));
  }

  /** §12.2.1.2: a 481 or 408 inside a dialog ends it. */
  #gone(response: Response): void {
    if (response.status !== 481 && response.status !== 408) return;
    this.bye();
    this.options.report({ type: 'ended', reason: `${response.status} inside the dialog` });
  }

  #end(reason: string): void {
    if (this.#isOver) return;
    this.#over();
    this.options.report({ type: 'ended', reason });
  }

  #over(): void {
    this.#isOver = true;
    this.options.dialogs.remove(this);
  }
}

const noBody = Buffer.alloc(0);

function ignore(): void {
  // Whatever comes of a BYE, the dialog is over (§15.1.1).
}

export function contentFields(): Fields {
  return [['Content-Type', 'application/sdp']];
}

/** What a response says about when to come back. */
export function retryAfter(response: Response): number | undefined {
  return seconds(response, 'Retry-After');
}
