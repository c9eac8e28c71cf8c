/**
 * One INVITE at one server: everything that happens without leaving it. Table B; RFC 3261 §13.2,
 * §9.1, §22.
 */

import { dialogOfAnswer } from '../dialog/dialog.ts';
import type { Target } from '../flow.ts';
import type { Request, Response } from '../message/message.ts';
import { seconds, tokens } from '../message/readers.ts';
import type { Envelope } from '../message/values.ts';
import type { ClientTransaction } from '../transaction-user.ts';
import { AddressWalk } from './address-walk.ts';
import { CallLeg } from './call-leg.ts';
import type { EarlyDialog } from './early-dialog.ts';
import { EarlyDialogs } from './early-dialogs.ts';
import { reasonOf, refusalText } from './failure-text.ts';
import { glareWaitMs } from './glare.ts';
import { firstContact, InviteChanges, redirectedTo } from './invite-again.ts';
import type { InviteAttempt, InviteFact, InviteHandle } from './invite-facts.ts';
import type { Services } from './services.ts';
import { granted } from './session-timer.ts';
import { withFields } from './with-fields.ts';

export type { InviteAttempt, InviteFact, InviteHandle } from './invite-facts.ts';

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
  readonly #addresses: AddressWalk;
  readonly #changes: InviteChanges;
  readonly #early: EarlyDialogs;
  /** Every dialog that a 2xx has made, by the tag of the callee; the first is the call. */
  readonly #legs = new Map<string, CallLeg>();
  #phase: 'none' | 'trying' | 'rang' = 'none';
  #transaction: ClientTransaction | undefined;
  #waiting: unknown;
  #isCancelled = false;
  #isOver = false;

  constructor(services: Services, attempt: InviteAttempt, report: (fact: InviteFact) => void) {
    this.#services = services;
    this.#attempt = attempt;
    this.#report = report;
    const { targets, budgetMs } = attempt;
    this.#addresses = new AddressWalk(services.clock, targets, budgetMs);
    this.#changes = new InviteChanges(attempt, services.product);
    const { side, contact, body, dialogs } = attempt;
    const isOfferOurs = body.length > 0;
    this.#early = new EarlyDialogs(dialogs, {
      ...{ services, side, contact, isOfferOurs },
      report: (fact) => this.#tell(fact),
    });
  }

  begin(): void {
    this.#attempt.credentials?.begin();
    this.#send();
  }

  cancel(): void {
    if (this.#isCancelled || this.#isOver) return;
    this.#isCancelled = true;
    if (this.#waiting !== undefined) {
      this.#services.clock.clearTimeout(this.#waiting);
      this.#tellCancelled('cancelled between two tries');
    }
    // §9.1: before a provisional this does nothing; the first one will trigger it.
    this.#transaction?.cancel();
  }

  early(): EarlyDialog | undefined {
    return this.#isOver ? undefined : this.#early.only();
  }

  #tell(fact: InviteFact): void {
    if (this.#isOver) return;
    if (fact.type !== 'trying' && fact.type !== 'rang' && fact.type !== 'offered') {
      this.#isOver = true;
      this.#addresses.heard();
      this.#early.close();
    }
    this.#report(fact);
  }

  #send(): void {
    const target = this.#addresses.current();
    if (!target) {
      this.#tell({ type: 'unreachable', reason: 'no address', fault: 'dns', phase: this.#phase });
      return;
    }
    const bare = this.#changes.request();
    const request = withFields(bare, this.#attempt.credentials?.headers(bare) ?? []);
    this.#addresses.watch(() => this.#failed('timeout', target));
    const own = this.#services.endpoint.request(request, target, this.#attempt.side, {
      response: (response, envelope) => {
        if (this.#addresses.isCurrent(target)) this.#answered(response, envelope, request, target);
        // An address that was left for its silence: late, but perhaps with somebody at its end.
        else if (response.status < 200) own.cancel();
        else if (response.status < 300) this.#accepted(response, envelope, request, target);
      },
      failed: (reason) => this.#failed(reason, target),
    });
    this.#transaction = own;
  }

  #failed(fault: string, target: Target): void {
    if (this.#isOver || !this.#addresses.isCurrent(target)) return;
    // RFC 3263 §4.3: not where somebody has begun to work on the call.
    const isUntouched = this.#phase === 'none' && !this.#isCancelled;
    const isLeft = this.#attempt.isLeftAlone?.() === true;
    if (isUntouched && !isLeft && this.#addresses.goesOn(fault, this.#attempt.side === 'wan')) {
      // As it was but for its branch: whoever has got it all the same knows it again (§8.2.2.2).
      return this.#send();
    }
    this.#tell({ type: 'unreachable', reason: reasonOf(fault), fault, phase: this.#phase });
  }

  #answered(response: Response, envelope: Envelope, request: Request, target: Target): void {
    const { status } = response;
    this.#addresses.heard();
    if (status < 200) this.#provisional(response, envelope, request, target);
    else if (status < 300) this.#accepted(response, envelope, request, target);
    else if (this.#isCancelled || this.#isOver || !this.#again(response)) this.#refused(response);
  }

  #provisional(response: Response, envelope: Envelope, request: Request, target: Target): void {
    const { status, body } = response;
    if (this.#phase === 'none') this.#phase = 'trying';
    if (this.#isCancelled || this.#isOver) this.#transaction?.cancel();
    if (status === 100) return this.#tell({ type: 'trying' });
    this.#phase = 'rang';
    if (this.#early.provisional(request, response, envelope, target))
      this.#tell({ type: 'rang', status, body });
  }

  /**
   * The first 2xx is the call; every other one, and one after a CANCEL, is acknowledged and ended.
   */
  #accepted(response: Response, envelope: Envelope, request: Request, target: Target): void {
    const tag = envelope.to.params.get('tag') ?? '';
    const known = this.#legs.get(tag);
    if (known) return known.repeatAck();
    const isWanted = this.#legs.size === 0 && !this.#isCancelled && !this.#isOver;
    const dialog = this.#early.confirmed(dialogOfAnswer(request, response, envelope));
    const { dialogs, side, contact, legReport, isTransferable, body, session } = this.#attempt;
    const leg = new CallLeg(dialog, {
      services: this.#services,
      dialogs,
      side,
      target,
      contact,
      report: isWanted ? legReport : () => undefined,
      ownsCallId: true,
      peerAllows: tokens(response, 'Allow'),
      isTransferable,
      description: this.#changes.offer(),
      minSessionSeconds: session?.minSeconds,
    });
    this.#legs.set(tag, leg);
    const cseq = envelope.cseq.number;
    // Without an offer of ours the answer belongs into the ACK: then the call sends it.
    if (!isWanted || body.length > 0) leg.acknowledge(cseq);
    if (!isWanted) {
      leg.bye();
      return this.#tellCancelled('answered after it was cancelled');
    }
    // Two addresses of one server may both have rung somebody.
    if (!this.#addresses.isCurrent(target)) this.#transaction?.cancel();
    leg.agree(granted(response));
    const offer = this.#changes.offer();
    this.#tell({ type: 'answered', leg, offer, body: response.body, cseq });
  }

  /** Whether the same server is asked once more, better. */
  #again(response: Response): boolean {
    const { status } = response;
    const isChallenge = status === 401 || status === 407;
    const then = isChallenge ? this.#authenticate(response) : this.#changes.learn(response);
    if (then === undefined) return false;
    this.#changes.next();
    // It has judged the call: whatever comes now, this server was reached.
    if (this.#phase === 'none') {
      this.#phase = 'trying';
      this.#tell({ type: 'trying' });
    }
    // The walk may have left this server for its silence: asked again, it would ring a second time.
    if (this.#isCancelled) this.#tellCancelled('left before it was asked again');
    else if (then === 'now') this.#send();
    else this.#sendLater();
    return true;
  }

  #authenticate(response: Response): 'now' | undefined {
    return this.#attempt.credentials?.challenged(response) === 'retry' ? 'now' : undefined;
  }

  /** §14.1: the Call-ID is ours. */
  #sendLater(): void {
    const { clock, random } = this.#services;
    this.#waiting = clock.setTimeout(
      () => {
        this.#waiting = undefined;
        this.#send();
      },
      glareWaitMs(true, random),
    );
  }

  #tellCancelled(reason: string): void {
    this.#tell({
      type: 'refused',
      status: 487,
      reason,
      retryAfterSeconds: undefined,
      hadRung: this.#phase === 'rang',
    });
  }

  #refused(response: Response): void {
    const contact = redirectedTo(response);
    const useProxy = response.status === 305 ? firstContact(response) : undefined;
    this.#tell({
      type: 'refused',
      status: response.status,
      reason: refusalText(response),
      retryAfterSeconds: seconds(response, 'Retry-After'),
      hadRung: this.#phase === 'rang',
      ...(contact !== undefined && { contact }),
      ...(useProxy && { useProxy }),
    });
  }
}
