/** One attempt of one line at one location server: everything that happens without leaving it. Table A; RFC 3261 §10.2, §22. */
import type { Credentials } from '../auth/credentials.ts';
import type { Target } from '../flow.ts';
import type { Request, Response } from '../message/message.ts';
import { contacts, seconds } from '../message/readers.ts';
import { formatUri, parseUri } from '../message/uri.ts';
import { uriEquals } from '../message/uri-equals.ts';
import type { Envelope } from '../message/values.ts';
import { type Binding, contactUri, registerRequest } from './register-request.ts';
import { type Services, targetOf } from './services.ts';
import { withFields } from './with-fields.ts';

export type RegisterFact =
  | { readonly type: 'provisional' }
  | {
      readonly type: 'accepted';
      readonly expiresSeconds: number;
      readonly target: Target;
      readonly publicAddress: string | undefined;
    }
  | {
      readonly type: 'refused';
      readonly status: number;
      readonly reason: string;
      readonly retryAfterSeconds: number | undefined;
      readonly authFailed: boolean;
    }
  | { readonly type: 'unreachable'; readonly reason: string; readonly fault: string }
  /** A success that came after the attempt was given up. */
  | { readonly type: 'late'; readonly expiresSeconds: number };

export interface RegisterAttempt {
  readonly binding: Binding;
  readonly targets: readonly Target[];
  readonly expiresSeconds: number;
  readonly credentials: Credentials;
  readonly local: (target: Target) => { readonly host: string; readonly port: number };
  readonly nextCseq: () => number;
  /** Hosts that a 305 may send us to. */
  readonly isConfigured: (host: string) => boolean;
}

const intervalTriesMax = 2;
const minExpiresMax = 86_400;
const redirectsMax = 3;
/** The registrar may not know what we said beyond RFC 3261. */
const plainerStatuses: ReadonlySet<number> = new Set([400, 413, 416, 420, 421, 439, 494]);

/** Starts it; the returned function gives it up, after which only a late success is reported. */
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
  readonly #targets: Target[];
  readonly #visited = new Set<string>();
  #expires: number;
  #isPlain = false;
  #intervalTries = 0;
  #redirects = 0;
  #isAbandoned = false;
  #isOver = false;

  constructor(services: Services, attempt: RegisterAttempt, report: (fact: RegisterFact) => void) {
    this.#services = services;
    this.#attempt = attempt;
    this.#report = report;
    this.#targets = [...attempt.targets];
    this.#expires = attempt.expiresSeconds;
  }

  begin(): void {
    this.#attempt.credentials.begin();
    this.#send();
  }

  abandon(): void {
    this.#isAbandoned = true;
  }

  #tell(fact: RegisterFact): void {
    if (this.#isOver) return;
    if (fact.type !== 'provisional') this.#isOver = true;
    if (!this.#isAbandoned) this.#report(fact);
    else if (fact.type === 'accepted') {
      this.#report({ type: 'late', expiresSeconds: fact.expiresSeconds });
    }
  }

  #send(): void {
    const [target] = this.#targets;
    if (!target) {
      this.#tell({ type: 'unreachable', reason: 'no address', fault: 'dns' });
      return;
    }
    const { binding, credentials, local, nextCseq } = this.#attempt;
    const contact = contactUri(binding, local(target), target);
    const bare = registerRequest(binding, contact, {
      expiresSeconds: this.#expires,
      isPlain: this.#isPlain,
      cseq: nextCseq(),
      product: this.#services.product,
    });
    const request = withFields(bare, credentials.headers(bare));
    this.#services.endpoint.request(request, target, 'wan', {
      response: (response, envelope) => this.#answered(response, envelope, request, target),
      failed: (reason) => this.#failed(reason),
    });
  }

  /** RFC 3263 §4.3: the next address of the same server, then the server counts as failed. */
  #failed(fault: string): void {
    this.#targets.shift();
    if (this.#targets.length > 0 && !this.#isAbandoned) return this.#send();
    this.#tell({ type: 'unreachable', reason: reasonOf(fault), fault });
  }

  #answered(response: Response, envelope: Envelope, request: Request, target: Target): void {
    const { status } = response;
    if (status < 200) this.#tell({ type: 'provisional' });
    else if (status < 300) this.#accepted(response, envelope, request, target);
    // A server that we have left is told nothing more.
    else if (this.#isAbandoned || !this.#again(response)) this.#refused(response);
  }

  #accepted(response: Response, { via }: Envelope, request: Request, target: Target): void {
    const granted = grantedSeconds(response, request);
    const received = via.params.get('received');
    const rport = via.params.get('rport');
    const publicAddress = received ? `${received}:${rport ?? ''}` : undefined;
    if (granted > 0 || this.#expires === 0) {
      this.#tell({ type: 'accepted', expiresSeconds: granted, target, publicAddress });
    } else {
      const reason = `${response.status} without our binding`;
      this.#tell({
        type: 'refused',
        status: response.status,
        reason,
        retryAfterSeconds: undefined,
        authFailed: false,
      });
    }
  }

  /** Whether the same server is asked once more, better. */
  #again(response: Response): boolean {
    const { status } = response;
    if (status === 401 || status === 407) {
      const judgement = this.#attempt.credentials.challenged(response);
      if (judgement === 'retry') this.#send();
      return judgement === 'retry';
    }
    if (status === 423) return this.#longer(response);
    if (status === 301 || status === 302 || status === 305) return this.#redirected(response);
    if (plainerStatuses.has(status) && !this.#isPlain) {
      this.#isPlain = true;
      this.#send();
      return true;
    }
    return false;
  }

  /** §10.2.8: a 423 is no failure, the registrar only wants a longer lease. */
  #longer(response: Response): boolean {
    const min = seconds(response, 'Min-Expires');
    const isSound = min !== undefined && min > this.#expires && min <= minExpiresMax;
    if (!isSound || this.#intervalTries >= intervalTriesMax) return false;
    this.#intervalTries += 1;
    this.#expires = min;
    this.#send();
    return true;
  }

  /** §8.1.3.4: at most three hops, none twice, never to less security; 305 only to who is configured. */
  #redirected(response: Response): boolean {
    const found = contacts(response);
    const [first] = found === '*' || !found ? [] : found;
    const target = first && targetOf(first.uri);
    if (!first || !target || this.#redirects >= redirectsMax) return false;
    const key = formatUri(first.uri);
    const isDowngrade = this.#targets[0]?.transport === 'tls' && target.transport !== 'tls';
    const isForeign = response.status === 305 && !this.#attempt.isConfigured(first.uri.host);
    if (this.#visited.has(key) || isDowngrade || isForeign) return false;
    this.#visited.add(key);
    this.#redirects += 1;
    this.#targets.splice(0, this.#targets.length, target);
    this.#send();
    return true;
  }

  #refused(response: Response): void {
    const { status } = response;
    this.#tell({
      type: 'refused',
      status,
      reason: refusalText(response),
      retryAfterSeconds: seconds(response, 'Retry-After'),
      authFailed: status === 401 || status === 407,
    });
  }
}

/** The status line and whatever else the server said about it. */
export function refusalText({ status, reason, headers }: Response): string {
  const more = ['Reason', 'Warning']
    .map((name) => headers.first(name))
    .filter((text) => text !== undefined);
  return [`${status} ${reason}`, ...more].join('; ');
}

/** What a transport fault or a silence is called in tries. */
export function reasonOf(fault: string): string {
  if (fault === 'timeout') return 'no answer';
  if (fault === 'refused') return 'port unreachable';
  if (fault === 'certificate') return 'certificate does not fit the domain';
  return fault === 'tls' ? 'TLS failure' : `connection ${fault}`;
}

/** The lease of *our* binding: its own expires before the Expires header (§10.2.4); 0 when it is not there. */
function grantedSeconds(response: Response, request: Request): number {
  const ours = contacts(request);
  const theirs = contacts(response);
  const [own] = ours === '*' || !ours ? [] : ours;
  if (!own || !theirs || theirs === '*') return 0;
  const instance = own.params.get('+sip.instance');
  const found = theirs.find(({ uri, params }) => {
    const isInstance = instance !== undefined && params.get('+sip.instance') === instance;
    return isInstance || uriEquals(uri, own.uri) || isSamePlace(formatUri(uri), formatUri(own.uri));
  });
  if (!found) return 0;
  const text = found.params.get('expires');
  if (text !== undefined && /^[0-9]{1,10}$/.test(text)) return Math.min(Number(text), 2_147_483);
  return Math.min(seconds(response, 'Expires') ?? 3600, 2_147_483);
}

/** Registrars add parameters of their own to the contact. */
function isSamePlace(one: string, other: string): boolean {
  const [a, b] = [parseUri(one), parseUri(other)];
  return (
    a !== undefined &&
    b !== undefined &&
    a.user === b.user &&
    a.host === b.host &&
    a.port === b.port
  );
}
