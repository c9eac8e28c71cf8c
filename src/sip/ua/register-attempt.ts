/**
 * One attempt of one line at one location server: everything that happens without leaving it. Table
 * A; RFC 3261 §10.2, §22.
 */

import type { LocalAddress, Target } from '../flow.ts';
import type { Place } from '../locate.ts';
import type { Request, Response } from '../message/message.ts';
import { seconds } from '../message/readers.ts';
import { AddressWalk } from './address-walk.ts';
import { reasonOf, refusalText } from './failure-text.ts';
import { flowTermsOf } from './flow-terms.ts';
import { grantedSeconds } from './granted-lease.ts';
import { RegisterChanges } from './register-again.ts';
import type { Accepted, RegisterAttempt, RegisterFact } from './register-facts.ts';
import { contactUri, registerRequest } from './register-request.ts';
import { serviceRouteOf } from './service-route.ts';
import type { Services } from './services.ts';
import { withFields } from './with-fields.ts';

/** A request and where it went, for when it is answered. */
interface Sent {
  readonly request: Request;
  readonly target: Target;
  readonly local: LocalAddress;
}

/** Starts it; the returned function gives it up: what is reported then is what still matters. */
export function startRegisterAttempt(
  services: Services,
  attempt: RegisterAttempt,
  report: (fact: RegisterFact) => void,
): () => void {
  const running = new Running(services, attempt, report);
  running.begin();
  return () => running.abandon();
}

class Running {
  readonly #services: Services;
  readonly #attempt: RegisterAttempt;
  readonly #report: (fact: RegisterFact) => void;
  readonly #changes: RegisterChanges;
  readonly #addresses: AddressWalk;
  /** A success whose Contact turned out to be wrong behind a NAT; better than none. */
  #first: Accepted | undefined;
  /** The answer that has sent us elsewhere: what is wrong there is not the server's own silence. */
  #redirection: Response | undefined;
  #isAbandoned = false;
  #isOver = false;

  constructor(services: Services, attempt: RegisterAttempt, report: (fact: RegisterFact) => void) {
    const { binding, targets, expiresSeconds, isConfigured, budgetMs } = attempt;
    this.#services = services;
    this.#attempt = attempt;
    this.#report = report;
    this.#addresses = new AddressWalk(services.clock, targets, budgetMs);
    this.#changes = new RegisterChanges(binding.registrar, expiresSeconds, isConfigured);
  }

  begin(): void {
    this.#attempt.credentials.begin();
    this.#send();
  }

  abandon(): void {
    this.#isAbandoned = true;
    this.#addresses.heard();
    if (this.#first) this.#tell(this.#first);
  }

  #tell(told: RegisterFact): void {
    if (this.#isOver) return;
    const isWorse = told.type === 'refused' || told.type === 'unreachable';
    const fact = isWorse ? (this.#first ?? told) : told;
    this.#addresses.heard();
    if (fact.type !== 'provisional') this.#isOver = true;
    if (!this.#isAbandoned) this.#report(fact);
    else if (fact.type === 'accepted') {
      this.#report({ ...fact, type: 'late' });
    } else if (fact.type === 'refused' && fact.status === 503 && fact.retryAfterSeconds) {
      this.#report({ type: 'overloaded', retryAfterSeconds: fact.retryAfterSeconds });
    }
  }

  #send(): void {
    const target = this.#addresses.current();
    if (!target) {
      this.#tell({ type: 'unreachable', reason: 'no address', fault: 'dns' });
      return;
    }
    const { binding, credentials, sequence } = this.#attempt;
    const local = this.#attempt.local(target);
    const { registrar, expires, isPlain, required, isTrusted } = this.#changes;
    const bare = registerRequest({ ...binding, registrar }, contactUri(binding, local, target), {
      expiresSeconds: expires,
      isPlain,
      required,
      sequence: sequence(),
      product: this.#services.product,
      former: isPlain ? undefined : this.#former(local, target),
    });
    const request = withFields(bare, isTrusted ? credentials.headers(bare) : []);
    this.#addresses.watch(() => this.#failed('timeout', target));
    this.#services.endpoint.request(request, target, 'wan', {
      response: (response) => this.#answered(response, { request, target, local }),
      failed: (reason) => this.#failed(reason, target),
    });
  }

  /** RFC 3263 §4.3: the next address of the same server, then the server counts as failed. */
  #failed(fault: string, target: Target): void {
    // One that was left for its silence has nothing more to tell.
    if (this.#isOver || !this.#addresses.isCurrent(target)) return;
    const isLeft = this.#isAbandoned || this.#attempt.isLeftAlone?.() === true;
    if (!isLeft && this.#addresses.goesOn(fault)) return this.#send();
    const reason = reasonOf(fault);
    if (this.#redirection) this.#refused(this.#redirection, reason);
    else this.#tell({ type: 'unreachable', reason, fault });
  }

  /** The Contact of before, when it is another: nobody must be called there any more. */
  #former(local: LocalAddress, target: Target): string | undefined {
    const { binding, former } = this.#attempt;
    const before = this.#first?.local ?? former;
    const isSame = before?.host === local.host && before.port === local.port;
    return before && !isSame ? contactUri(binding, before, target) : undefined;
  }

  #answered(response: Response, sent: Sent): void {
    const { status } = response;
    const { target } = sent;
    this.#addresses.heard();
    if (status >= 200 && status < 300) this.#accepted(response, sent);
    else if (!this.#addresses.isCurrent(target)) return;
    else if (status < 200) this.#tell({ type: 'provisional' });
    // A server that we have left is told nothing more.
    else if (this.#isAbandoned || !this.#again(response, target)) this.#refused(response);
  }

  #accepted(response: Response, { request, target, local }: Sent): void {
    const granted = grantedSeconds(response, request);
    if (granted > 0 || this.#changes.expires === 0) {
      const fact: Accepted = {
        ...{ type: 'accepted', expiresSeconds: granted, target, local },
        flow: flowTermsOf(response),
        // Whoever a redirection has led to is not the server that calls go through.
        serviceRoute: this.#changes.redirectedTo ? [] : serviceRouteOf(response),
      };
      if (granted === 0 || !this.#isSeenElsewhere(fact)) return this.#tell(fact);
      this.#first = fact;
      return this.#send();
    }
    const { status } = response;
    const reason = `${status} without our binding`;
    this.#tell({
      type: 'refused',
      status,
      reason,
      retryAfterSeconds: undefined,
      authFailed: false,
    });
  }

  /** Once: with the Contact by which the server can reach us. */
  #isSeenElsewhere({ target, local }: Accepted): boolean {
    const now = this.#attempt.local(target);
    const isSame = now.host === local.host && now.port === local.port;
    return !isSame && !this.#first && !this.#isAbandoned && this.#addresses.isCurrent(target);
  }

  /** Whether the same server is asked once more, better; or who it has named instead. */
  #again(response: Response, target: Target): boolean {
    const before = this.#changes.redirectedTo;
    const isChallenge = response.status === 401 || response.status === 407;
    const isWorthIt = isChallenge
      ? this.#isAnswerable(response)
      : this.#changes.learn(response, target);
    if (!isWorthIt) return false;
    const { redirectedTo } = this.#changes;
    if (redirectedTo && redirectedTo !== before) this.#follow(redirectedTo, response);
    else this.#send();
    return true;
  }

  /** §8.1.3.4: a name is looked up as that of any server (RFC 3263). */
  #follow(place: Place, response: Response): void {
    this.#attempt.locate(place, (located) => {
      // DNS may have taken longer than there was time.
      if (!located.ok) return this.#refused(response, located.reason);
      if (this.#isAbandoned) return this.#refused(response);
      this.#addresses.redirect(located.targets);
      this.#redirection = response;
      this.#send();
    });
  }

  /** Threat T3: where nobody has configured a server, a challenge is bait. */
  #isAnswerable(response: Response): boolean {
    return this.#changes.isTrusted && this.#attempt.credentials.challenged(response) === 'retry';
  }

  #refused(response: Response, ...more: readonly string[]): void {
    const { status } = response;
    this.#tell({
      type: 'refused',
      status,
      reason: [refusalText(response), ...more].join('; '),
      retryAfterSeconds: seconds(response, 'Retry-After'),
      authFailed: status === 401 || status === 407,
    });
  }
}
