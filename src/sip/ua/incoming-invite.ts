/** An INVITE that came to us, until it is confirmed: rung, answered, refused. RFC 3261 §13.3, §9.2; RFC 6026. */
import { dialogOfInvite } from '../dialog/dialog.ts';
import type { Target } from '../flow.ts';
import { respondTo } from '../message/build.ts';
import type { Fields, Response } from '../message/message.ts';
import type { ServerTransaction } from '../transaction-user.ts';
import { CallLeg, contentFields, type LegFact } from './call-leg.ts';
import type { Dialogs } from './dialogs.ts';
import type { Services } from './services.ts';

export interface IncomingOptions {
  readonly services: Services;
  readonly dialogs: Dialogs;
  /** Our Contact URI. */
  readonly contact: string;
  readonly t1Ms: number;
  readonly t2Ms: number;
  readonly report: (fact: LegFact) => void;
}

/** A non-100 provisional every minute keeps proxies from giving up (§13.3.1.1). */
const reminderMs = 60_000;

export class IncomingInvite {
  readonly transaction: ServerTransaction;
  readonly #options: IncomingOptions;
  readonly #tag: string;
  readonly #firstCseq: number;
  #leg: CallLeg | undefined;
  #isFinal = false;
  #isAcknowledged = false;
  #timer: unknown;
  #reminder: unknown;

  constructor(transaction: ServerTransaction, options: IncomingOptions) {
    this.transaction = transaction;
    this.#options = options;
    this.#tag = options.services.random.hex(8);
    this.#firstCseq = Math.floor(options.services.random.uniform() * 2 ** 20);
  }

  isFinal(): boolean {
    return this.#isFinal;
  }

  /** The dialog in use, once answered. */
  leg(): CallLeg | undefined {
    return this.#leg;
  }

  ring(status: number, body?: Buffer): void {
    if (this.#isFinal) return;
    this.#options.services.clock.clearTimeout(this.#reminder);
    this.transaction.respond(this.#response(status, body));
    this.#reminder = this.#options.services.clock.setTimeout(
      () => this.ring(status, body),
      reminderMs,
    );
  }

  answer(body: Buffer): void {
    if (this.#isFinal) return;
    this.#finish();
    const { transaction } = this;
    const response = this.#response(200, body);
    const { request, envelope, flow } = transaction;
    const target: Target = { ...flow, domain: flow.address };
    const { services, dialogs, contact, report } = this.#options;
    this.#leg = new CallLeg(dialogOfInvite(request, envelope, this.#tag, this.#firstCseq), {
      services,
      dialogs,
      side: flow.side,
      target,
      contact,
      report: (fact) => {
        if (fact.type === 'acknowledged') this.#acknowledged();
        if (fact.type === 'ended') this.#acknowledged();
        report(fact);
      },
    });
    this.#repeat(response, this.#options.t1Ms, services.clock.now());
  }

  refuse(status: number, reason?: string, fields: Fields = []): void {
    if (this.#isFinal) return;
    this.#finish();
    const { request } = this.transaction;
    this.transaction.respond(respondTo(request, status, { reason, fields, toTag: this.#tag }));
  }

  #finish(): void {
    this.#isFinal = true;
    this.#options.services.clock.clearTimeout(this.#reminder);
  }

  #acknowledged(): void {
    this.#isAcknowledged = true;
    this.#options.services.clock.clearTimeout(this.#timer);
  }

  /** §13.3.1.4: the 2xx again and again until the ACK, over streams too; without one the call is ended. */
  #repeat(response: Response, gapMs: number, since: number): void {
    const { clock } = this.#options.services;
    if (this.#isAcknowledged) return;
    if (clock.now() - since >= 64 * this.#options.t1Ms) {
      this.#leg?.bye();
      this.#options.report({ type: 'ended', reason: 'no ACK' });
      return;
    }
    this.transaction.respond(response);
    const next = Math.min(gapMs * 2, this.#options.t2Ms);
    this.#timer = clock.setTimeout(() => this.#repeat(response, next, since), gapMs);
  }

  #response(status: number, body: Buffer | undefined): Response {
    const hasBody = body !== undefined && body.length > 0;
    const fields: Fields = [
      ['Contact', `<${this.#options.contact}>`],
      ['Allow', 'INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO'],
      ['Server', this.#options.services.product],
      ...(hasBody ? contentFields() : []),
    ];
    return respondTo(this.transaction.request, status, {
      fields,
      body,
      toTag: this.#tag,
      recordRoute: true,
    });
  }
}
