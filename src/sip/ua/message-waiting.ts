/**
 * Messages waiting for one line: subscribed to at its server, told as they change. RFC 6665 §4.1,
 * RFC 3842.
 */
import type { Credentials } from '../auth/credentials.ts';
import {
  acceptRequest,
  type Dialog,
  dialogKey,
  dialogOfAnswer,
  dialogOfInvite,
  dialogRequest,
} from '../dialog/dialog.ts';
import type { Side, Target } from '../flow.ts';
import { respondTo } from '../message/build.ts';
import { createHeaders } from '../message/field-headers.ts';
import type { Fields, Request, Response } from '../message/message.ts';
import { seconds } from '../message/readers.ts';
import type { Envelope } from '../message/values.ts';
import type { ServerTransaction } from '../transaction-user.ts';
import { allow } from './allow.ts';
import type { Dialogs, DialogUser } from './dialogs.ts';
import { reasonOf, refusalText } from './failure-text.ts';
import { type MessageSummary, parseMessageSummary } from './message-summary.ts';
import type { Services } from './services.ts';
import { withFields } from './with-fields.ts';

export type MessageWaitingFact =
  | { readonly type: 'waiting'; readonly summary: MessageSummary }
  /** It is over; whoever wants more begins again after a while. */
  | { readonly type: 'ended'; readonly reason: string };

export interface MessageWaitingOptions {
  /** `sip:user@domain`: whose messages. */
  readonly aor: string;
  /** Our Contact URI. */
  readonly contact: string;
  /** What the first request passes; those after it go as its answer says. */
  readonly routes: readonly string[];
  readonly callId: string;
  readonly fromTag: string;
  readonly expiresSeconds: number;
  readonly target: Target;
  readonly side: Side;
  readonly credentials: Credentials;
  readonly dialogs: Dialogs;
}

const event = 'message-summary';
/** Below this nobody wants to be asked again. */
const expiresMin = 60;

/** Subscribes; the returned function ends the subscription. */
export function watchMessages(
  services: Services,
  options: MessageWaitingOptions,
  report: (fact: MessageWaitingFact) => void,
): () => void {
  const subscription = new Subscription(services, options, report);
  subscription.begin();
  return () => subscription.stop();
}

class Subscription implements DialogUser {
  readonly #services: Services;
  readonly #options: MessageWaitingOptions;
  readonly #report: (fact: MessageWaitingFact) => void;
  #dialog: Dialog | undefined;
  #cseq = 1;
  #timer: unknown;
  #isStopping = false;
  #isOver = false;

  constructor(
    services: Services,
    options: MessageWaitingOptions,
    report: (fact: MessageWaitingFact) => void,
  ) {
    this.#services = services;
    this.#options = options;
    this.#report = report;
  }

  begin(): void {
    this.#options.dialogs.add(this);
    this.#subscribe();
  }

  stop(): void {
    if (this.#isOver || this.#isStopping) return;
    this.#isStopping = true;
    this.#services.clock.clearTimeout(this.#timer);
    if (this.#dialog) this.#subscribe();
    else this.#end('stopped');
  }

  /**
   * RFC 6665 §4.4.1: the first NOTIFY may come before the 2xx, when the peer's tag is not known
   * yet.
   */
  key(): string {
    const { callId, fromTag } = this.#options;
    return dialogKey(callId, fromTag, this.#dialog?.remoteTag ?? '');
  }

  request(transaction: ServerTransaction): void {
    const status = this.#notified(transaction);
    transaction.respond(respondTo(transaction.request, status));
    if (status !== 200) return;
    const { headers, body } = transaction.request;
    const summary = parseMessageSummary(body.toString('utf8'));
    if (summary && !this.#isStopping) this.#report({ type: 'waiting', summary });
    const state = headers.first('Subscription-State') ?? '';
    if (isToken(state, 'terminated')) this.#end(state);
  }

  acknowledged(): void {
    // There are no INVITEs here.
  }

  cancelled(): void {
    // Nothing here waits for a human.
  }

  #notified({ request, envelope }: ServerTransaction): number {
    if (request.method !== 'NOTIFY') return 405;
    if (!isToken(request.headers.first('Event'), event)) return 489;
    const { fromTag } = this.#options;
    const known = this.#dialog ?? dialogOfInvite(request, envelope, fromTag, this.#cseq);
    const next = acceptRequest(known, envelope.cseq.number);
    if (!next) return 500;
    if (this.#dialog) this.#dialog = next;
    else this.#confirm(next);
    return 200;
  }

  #subscribe(): void {
    const { credentials, target, side } = this.#options;
    credentials.begin();
    const send = () => {
      const bare = this.#request();
      const request = withFields(bare, credentials.headers(bare));
      this.#services.endpoint.request(request, target, side, {
        response: (response, envelope) => this.#answered(response, envelope, request, send),
        failed: (fault) => this.#end(reasonOf(fault)),
      });
    };
    send();
  }

  #request(): Request {
    const { aor, contact, routes, callId, fromTag, expiresSeconds } = this.#options;
    const expires = this.#isStopping ? 0 : expiresSeconds;
    const fields: Fields = [
      ['Event', event],
      ['Accept', 'application/simple-message-summary'],
      ['Expires', String(expires)],
      ['Contact', `<${contact}>`],
      ['Allow', allow],
      ['User-Agent', this.#services.product],
    ];
    if (this.#dialog) {
      const [next, request] = dialogRequest(this.#dialog, 'SUBSCRIBE', { fields });
      this.#dialog = next;
      return request;
    }
    this.#cseq += 1;
    const headers = createHeaders([
      ...routes.map((route) => ['Route', route] as const),
      ['Max-Forwards', '70'],
      ['From', `<${aor}>;tag=${fromTag}`],
      ['To', `<${aor}>`],
      ['Call-ID', callId],
      ['CSeq', `${this.#cseq} SUBSCRIBE`],
      ...fields,
    ]);
    return { kind: 'request', method: 'SUBSCRIBE', uri: aor, headers, body: Buffer.alloc(0) };
  }

  #answered(response: Response, envelope: Envelope, request: Request, again: () => void): void {
    const { status } = response;
    if (status < 200 || this.#isOver) return;
    const isChallenge = status === 401 || status === 407;
    if (isChallenge && this.#options.credentials.challenged(response) === 'retry') return again();
    if (status >= 300) return this.#end(refusalText(response));
    if (this.#isStopping) return this.#end('stopped');
    if (!this.#dialog) this.#confirm(dialogOfAnswer(request, response, envelope));
    const granted = seconds(response, 'Expires') ?? this.#options.expiresSeconds;
    const ms = Math.max(granted, expiresMin) * 800;
    this.#services.clock.clearTimeout(this.#timer);
    this.#timer = this.#services.clock.setTimeout(() => this.#subscribe(), ms);
  }

  #confirm(dialog: Dialog): void {
    this.#options.dialogs.remove(this);
    this.#dialog = dialog;
    this.#options.dialogs.add(this);
  }

  #end(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#services.clock.clearTimeout(this.#timer);
    this.#options.dialogs.remove(this);
    if (!this.#isStopping) this.#report({ type: 'ended', reason });
  }
}

function isToken(text: string | undefined, token: string): boolean {
  return text?.split(';')[0]?.trim().toLowerCase() === token;
}
