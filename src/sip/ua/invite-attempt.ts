/** One INVITE at one server: everything that happens without leaving it. Table B; RFC 3261 §13.2, §9.1, §22. */
import type { Credentials } from '../auth/credentials.ts';
import { dialogOfAnswer } from '../dialog/dialog.ts';
import type { Side, Target } from '../flow.ts';
import { createHeaders } from '../message/field-headers.ts';
import type { Fields, Request, Response } from '../message/message.ts';
import { contacts, seconds } from '../message/readers.ts';
import { formatUri } from '../message/uri.ts';
import type { Envelope } from '../message/values.ts';
import type { ClientTransaction } from '../transaction-user.ts';
import { CallLeg, contentFields, type LegFact, retryAfter } from './call-leg.ts';
import type { Dialogs } from './dialogs.ts';
import { reasonOf, refusalText } from './register-attempt.ts';
import type { Services } from './services.ts';
import { withFields } from './with-fields.ts';

export type InviteFact =
  /** 100: the server has it. */
  | { readonly type: 'trying' }
  | { readonly type: 'rang'; readonly status: number; readonly body: Buffer }
  | {
      readonly type: 'answered';
      readonly leg: CallLeg;
      readonly body: Buffer;
      readonly cseq: number;
    }
  | {
      readonly type: 'refused';
      readonly status: number;
      readonly reason: string;
      readonly retryAfterSeconds: number | undefined;
      readonly hadRung: boolean;
    }
  | {
      readonly type: 'unreachable';
      readonly reason: string;
      readonly fault: string;
      readonly phase: 'none' | 'trying' | 'rang';
    };

export interface InviteAttempt {
  readonly requestUri: string;
  /** Whole header values; From without its tag. */
  readonly from: string;
  readonly to: string;
  readonly fromTag: string;
  readonly callId: string;
  readonly cseq: number;
  /** Our Contact URI. */
  readonly contact: string;
  /** Empty: the answer is asked to offer. */
  readonly body: Buffer;
  readonly maxForwards: number;
  readonly fields: Fields;
  readonly targets: readonly Target[];
  readonly side: Side;
  readonly credentials: Credentials | undefined;
  readonly dialogs: Dialogs;
  /** What the leg that comes of it will tell. */
  readonly legReport: (fact: LegFact) => void;
}

export interface InviteHandle {
  /** Cancels as soon as that is legal; an answer that comes all the same is ended. */
  cancel(): void;
}

const redirectsMax = 5;
const minSeMax = 7200;
const minSeTriesMax = 2;

export function startInviteAttempt(
  services: Services,
  attempt: InviteAttempt,
  report: (fact: InviteFact) => void,
): InviteHandle {
  const running = new Running(services, attempt, report);
  running.begin();
  return running;
}

class Running implements InviteHandle {
  readonly #services: Services;
  readonly #attempt: InviteAttempt;
  readonly #report: (fact: InviteFact) => void;
  readonly #targets: Target[];
  readonly #visited = new Set<string>();
  #uri: string;
  #cseq: number;
  #minSe: number | undefined;
  #minSeTries = 0;
  #isPlain = false;
  #phase: 'none' | 'trying' | 'rang' = 'none';
  #transaction: ClientTransaction | undefined;
  #isCancelled = false;
  #isOver = false;
  #leg: CallLeg | undefined;

  constructor(services: Services, attempt: InviteAttempt, report: (fact: InviteFact) => void) {
    this.#services = services;
    this.#attempt = attempt;
    this.#report = report;
    this.#targets = [...attempt.targets];
    this.#uri = attempt.requestUri;
    this.#cseq = attempt.cseq;
  }

  begin(): void {
    this.#attempt.credentials?.begin();
    this.#send();
  }

  cancel(): void {
    if (this.#isCancelled || this.#isOver) return;
    this.#isCancelled = true;
    // §9.1: not before a provisional; the first one triggers it.
    if (this.#phase !== 'none') this.#transaction?.cancel();
  }

  #tell(fact: InviteFact): void {
    if (this.#isOver) return;
    if (fact.type !== 'trying' && fact.type !== 'rang') this.#isOver = true;
    this.#report(fact);
  }

  #send(): void {
    const [target] = this.#targets;
    if (!target) {
      this.#tell({ type: 'unreachable', reason: 'no address', fault: 'dns', phase: 'none' });
      return;
    }
    const bare = this.#request();
    const request = withFields(bare, this.#attempt.credentials?.headers(bare) ?? []);
    this.#transaction = this.#services.endpoint.request(request, target, this.#attempt.side, {
      response: (response, envelope) => this.#answered(response, envelope, request, target),
      failed: (reason) => this.#failed(reason),
    });
  }

  #request(): Request {
    const { from, to, fromTag, callId, contact, body, maxForwards } = this.#attempt;
    const fields: Fields = [
      ['Max-Forwards', String(maxForwards)],
      ['From', `${from};tag=${fromTag}`],
      ['To', to],
      ['Call-ID', callId],
      ['CSeq', `${this.#cseq} INVITE`],
      ['Contact', `<${contact}>`],
      ['Allow', 'INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO'],
      ['User-Agent', this.#services.product],
      ...(this.#minSe === undefined ? [] : [['Min-SE', String(this.#minSe)] as const]),
      ...(this.#isPlain ? [] : this.#attempt.fields),
      ...(body.length > 0 ? contentFields() : []),
    ];
    return {
      kind: 'request',
      method: 'INVITE',
      uri: this.#uri,
      headers: createHeaders(fields),
      body,
    };
  }

  #failed(fault: string): void {
    if (this.#isOver) return;
    const [, next] = this.#targets;
    // RFC 3263 §4.3: the next address, unless somebody has begun to work on the call.
    if (next && this.#phase === 'none' && !this.#isCancelled) {
      this.#targets.shift();
      this.#send();
      return;
    }
    this.#tell({ type: 'unreachable', reason: reasonOf(fault), fault, phase: this.#phase });
  }

  #answered(response: Response, envelope: Envelope, request: Request, target: Target): void {
    const { status } = response;
    if (status < 200) this.#provisional(response);
    else if (status < 300) this.#accepted(response, envelope, request, target);
    else if (this.#isCancelled || !this.#again(response)) this.#refused(response);
  }

  #provisional({ status, body }: Response): void {
    const isFirst = this.#phase === 'none';
    if (isFirst) this.#phase = 'trying';
    if (isFirst && this.#isCancelled) this.#transaction?.cancel();
    if (status === 100) {
      this.#tell({ type: 'trying' });
    } else {
      this.#phase = 'rang';
      this.#tell({ type: 'rang', status, body });
    }
  }

  /** The first 2xx is the call; every other one, and one after a CANCEL, is acknowledged and ended. */
  #accepted(response: Response, envelope: Envelope, request: Request, target: Target): void {
    if (this.#leg && this.#leg.dialog.remoteTag === envelope.to.params.get('tag')) {
      this.#leg.repeatAck();
      return;
    }
    const { dialogs, side, contact, legReport } = this.#attempt;
    const isWanted = !this.#leg && !this.#isCancelled && !this.#isOver;
    const leg = new CallLeg(dialogOfAnswer(request, response, envelope), {
      services: this.#services,
      dialogs,
      side,
      target,
      contact,
      report: isWanted ? legReport : () => undefined,
    });
    // Without an offer of ours the answer belongs into the ACK: then the call sends it.
    if (!isWanted || this.#attempt.body.length > 0) leg.acknowledge(envelope.cseq.number);
    if (!isWanted) {
      leg.bye();
      const reason = 'answered after it was cancelled';
      this.#tell({
        type: 'refused',
        status: 487,
        reason,
        retryAfterSeconds: undefined,
        hadRung: true,
      });
      return;
    }
    this.#leg = leg;
    this.#tell({ type: 'answered', leg, body: response.body, cseq: envelope.cseq.number });
  }

  /** Whether the same server is asked once more, better. */
  #again(response: Response): boolean {
    const { status } = response;
    if (status === 401 || status === 407) {
      return this.#attempt.credentials?.challenged(response) === 'retry' && this.#resend();
    }
    if (status === 422) return this.#longerSession(response);
    if (status === 300 || status === 301 || status === 302) return this.#redirected(response);
    if (status === 491) return this.#afterGlare();
    if ((status === 420 || status === 421) && !this.#isPlain) {
      this.#isPlain = true;
      return this.#resend();
    }
    return false;
  }

  #resend(): boolean {
    this.#cseq += 1;
    this.#phase = 'none';
    this.#send();
    return true;
  }

  #longerSession(response: Response): boolean {
    const wanted = seconds(response, 'Min-SE');
    if (wanted === undefined || wanted > minSeMax || this.#minSeTries >= minSeTriesMax)
      return false;
    this.#minSeTries += 1;
    this.#minSe = wanted;
    return this.#resend();
  }

  /** Forwarding by the callee: the new target through the same server, none twice. */
  #redirected(response: Response): boolean {
    const found = contacts(response);
    const [first] = found === '*' || !found ? [] : found;
    const uri = first && formatUri(first.uri);
    if (uri === undefined || this.#visited.size >= redirectsMax || this.#visited.has(uri))
      return false;
    this.#visited.add(uri);
    this.#uri = uri;
    return this.#resend();
  }

  /** §14.1: we own the Call-ID, so 2.1 to 4 s in steps of 10 ms. */
  #afterGlare(): boolean {
    const delayMs = 2100 + Math.floor(this.#services.random.uniform() * 191) * 10;
    this.#services.clock.setTimeout(() => {
      if (!this.#isCancelled) this.#resend();
    }, delayMs);
    return true;
  }

  #refused(response: Response): void {
    this.#tell({
      type: 'refused',
      status: response.status,
      reason: refusalText(response),
      retryAfterSeconds: retryAfter(response),
      hadRung: this.#phase === 'rang',
    });
  }
}
