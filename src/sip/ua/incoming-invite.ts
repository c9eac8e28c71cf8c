/**
 * An INVITE that came to us, until it is confirmed: rung, answered, refused. RFC 3261 §13.3, §9.2;
 * RFC 3262; RFC 6026.
 */
import { dialogKey, dialogOfInvite } from '../dialog/dialog.ts';
import type { Target } from '../flow.ts';
import { respondTo } from '../message/build.ts';
import type { Fields, Response } from '../message/message.ts';
import { tokens } from '../message/readers.ts';
import { defaultTimers } from '../transaction/timers.ts';
import type { ServerTransaction } from '../transaction-user.ts';
import { allow } from './allow.ts';
import { CallLeg, type LegFact } from './call-leg.ts';
import { contentFields } from './content.ts';
import type { Dialogs, DialogUser } from './dialogs.ts';
import { EarlyDialog } from './early-dialog.ts';
import { isReliable, ReliableProvisionals } from './reliable-provisionals.ts';
import type { Services } from './services.ts';
import { defaultTerms, grant, type SessionTerms } from './session-timer.ts';

export interface IncomingOptions {
  readonly services: Services;
  readonly dialogs: Dialogs;
  /** Our Contact URI. */
  readonly contact: string;
  readonly t1Ms: number;
  readonly t2Ms: number;
  readonly report: (fact: LegFact) => void;
  readonly session?: SessionTerms;
  /** Whether a REFER of this caller is told; otherwise it is refused. */
  readonly isTransferable?: boolean;
}

/** A non-100 provisional every minute keeps proxies from giving up (§13.3.1.1). */
const reminderMs = 60_000;

export class IncomingInvite implements DialogUser {
  readonly transaction: ServerTransaction;
  readonly #options: IncomingOptions;
  readonly #tag: string;
  readonly #reliable: ReliableProvisionals;
  readonly #early: EarlyDialog;
  /** The answer that a reliable provisional has carried. */
  #told: Buffer | undefined;
  #leg: CallLeg | undefined;
  #isFinal = false;
  #reminder: unknown;

  constructor(transaction: ServerTransaction, options: IncomingOptions) {
    const { random, clock } = options.services;
    this.transaction = transaction;
    this.#options = options;
    this.#tag = random.hex(8);
    const firstCseq = Math.floor(random.uniform() * 2 ** 20);
    const firstRseq = Math.floor(random.uniform() * 2 ** 20);
    this.#reliable = new ReliableProvisionals(transaction.envelope.cseq.number, firstRseq, {
      clock,
      timers: { ...defaultTimers, t1Ms: options.t1Ms },
      lost: () => {
        this.refuse(504, 'No PRACK');
        options.report({ type: 'ended', reason: 'no PRACK' });
      },
    });
    const { request, envelope, flow } = transaction;
    const { services, contact, report } = options;
    this.#early = new EarlyDialog(dialogOfInvite(request, envelope, this.#tag, firstCseq), {
      ...{ services, contact, report, side: flow.side, target: targetAt(transaction) },
      isOfferOurs: request.body.length === 0,
    });
    this.#early.learn(request);
  }

  isFinal(): boolean {
    return this.#isFinal;
  }

  /** The dialog in use, once answered. */
  leg(): CallLeg | undefined {
    return this.#leg;
  }

  /** The early dialog, while it is one. */
  early(): EarlyDialog | undefined {
    return this.#isFinal ? undefined : this.#early;
  }

  ring(status: number, body?: Buffer): void {
    if (this.#isFinal) return;
    const { services, dialogs } = this.#options;
    services.clock.clearTimeout(this.#reminder);
    dialogs.add(this);
    const respond = (fields: Fields) => {
      // Once answered, a description would be a new offer (RFC 6337 §3.1.1).
      const said = this.#early.isAgreed() ? undefined : body;
      if (fields.length > 0 && said && said.length > 0) this.#tell(said);
      this.transaction.respond(this.#response(status, said, fields));
    };
    const { request } = this.transaction;
    if (isReliable(request, this.#early.isAgreed() ? undefined : body))
      this.#reliable.send(respond);
    else respond([]);
    this.#reminder = services.clock.setTimeout(() => this.ring(status, body), reminderMs);
  }

  #tell(answer: Buffer): void {
    if (this.transaction.request.body.length === 0) return;
    this.#told = answer;
    this.#early.answering();
  }

  answer(body: Buffer): void {
    if (this.#isFinal) return;
    this.#finish();
    this.#reliable.afterwards(() => this.#early.afterwards(() => this.#answer(body)));
  }

  refuse(status: number, reason?: string, fields: Fields = []): void {
    if (this.#isFinal && this.#leg) return;
    this.#finish();
    this.#reliable.stop();
    this.#early.close();
    this.#options.dialogs.remove(this);
    const { request } = this.transaction;
    this.transaction.respond(respondTo(request, status, { reason, fields, toTag: this.#tag }));
  }

  // The early dialog

  key(): string {
    const { callId, from } = this.transaction.envelope;
    return dialogKey(callId, this.#tag, from.params.get('tag') ?? '');
  }

  request(transaction: ServerTransaction): void {
    const { request } = transaction;
    if (request.method === 'PRACK') {
      const then = this.#reliable.acknowledge(request.headers.first('RAck') ?? '');
      transaction.respond(respondTo(request, then ? 200 : 481));
      if (then && this.#told) {
        this.#early.agreed(this.#told);
        this.#told = undefined;
      }
      then?.();
    } else if (request.method === 'BYE') {
      // §15.1.2: a caller may end an early dialog; the INVITE still needs its answer.
      transaction.respond(respondTo(request, 200));
      this.refuse(487);
      this.#options.report({ type: 'ended', reason: 'bye' });
    } else if (request.method === 'UPDATE') {
      this.#early.request(transaction);
    } else {
      transaction.respond(respondTo(request, 500, { fields: [['Retry-After', '3']] }));
    }
  }

  acknowledged(): void {
    // There is nothing to acknowledge yet.
  }

  cancelled(): void {
    // The CANCEL of the INVITE itself is told by the endpoint.
  }

  #answer(body: Buffer): void {
    const { request, flow } = this.transaction;
    const { services, dialogs, contact, report, session, isTransferable, t1Ms, t2Ms } =
      this.#options;
    const target = targetAt(this.transaction);
    const isTold = this.#early.hasSaid(body);
    const agreed = grant(request, session ?? defaultTerms);
    dialogs.remove(this);
    const leg = new CallLeg(this.#early.dialog, {
      services,
      dialogs,
      side: flow.side,
      target,
      contact,
      report,
      timers: { ...defaultTimers, t1Ms, t2Ms },
      peerAllows: tokens(request, 'Allow'),
      isTransferable,
      description: body,
      minSessionSeconds: session?.minSeconds,
    });
    this.#leg = leg;
    leg.agree(agreed.session);
    leg.confirm(this.transaction, this.#response(200, isTold ? noBody : body, agreed.fields));
  }

  #finish(): void {
    this.#isFinal = true;
    this.#options.services.clock.clearTimeout(this.#reminder);
  }

  #response(status: number, body: Buffer | undefined, more: Fields): Response {
    const fields: Fields = [
      ['Contact', `<${this.#options.contact}>`],
      ['Allow', allow],
      ['Supported', '100rel, timer, replaces'],
      ['Server', this.#options.services.product],
      ...more,
      ...contentFields(body),
    ];
    const { request } = this.transaction;
    return respondTo(request, status, { fields, body, toTag: this.#tag, recordRoute: true });
  }
}

const noBody = Buffer.alloc(0);

function targetAt({ flow }: ServerTransaction): Target {
  return { ...flow, domain: flow.address };
}
