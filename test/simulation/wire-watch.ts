/**
 * Reads every datagram at the gateway's door and judges it: the rules of SIP that hold for each
 * message and each transaction.
 */
import type { Side, TransportName } from '../../src/sip/flow.ts';
import { checkRequest } from '../../src/sip/message/check.ts';
import { readEnvelope } from '../../src/sip/message/envelope.ts';
import type { Message, Request, Response } from '../../src/sip/message/message.ts';
import { parseMessage } from '../../src/sip/message/parse.ts';
import type { Envelope } from '../../src/sip/message/values.ts';
import type { Onlooker } from './door.ts';
import type { Place } from './network.ts';

/** A request of the gateway as it first went out. */
export interface OwnRequest {
  readonly branch: string;
  readonly request: Request;
  readonly envelope: Envelope;
  readonly to: Place & { readonly transport: TransportName };
  readonly side: Side;
  readonly atMs: number;
  sends: number;
  hadProvisional: boolean;
  final: number | undefined;
  /** Its datagrams met a closed port: the transaction has ended, whatever comes now. */
  isLost: boolean;
  /** Refusals after which the same server has been asked again, so far. */
  readonly refusals: readonly number[];
  /** Answers to challenges in a row that led here. */
  readonly challenges: number;
  /** Sent on hearing an answer of the same server to the same method: one attempt, gone on with. */
  readonly isContinued: boolean;
}

export interface WireTold {
  /** The gateway has begun a transaction. */
  began(request: OwnRequest): void;
  /** An answer reaches the gateway. */
  answered(request: OwnRequest, response: Response, envelope: Envelope): void;
  /** A datagram of this transaction met a closed port. */
  refused(to: Place): void;
  /** A connection of the gateway's has come to its end. */
  lost(to: Place): void;
}

export interface WireReport {
  /** A rule is broken. */
  broken(rule: string): void;
  note(text: string): void;
  readonly now: () => number;
  /**
   * What a drill has swallowed is seen when it is sent again, behind what came after it, or never;
   * an answer that it has swallowed was never heard.
   */
  readonly isSeenLate: () => boolean;
  /** Answers may be damaged on their way, and not be taken. */
  readonly isGarbled: () => boolean;
  /** Whether whoever is there is to be reached by TLS alone. */
  readonly isSecure: (place: Place) => boolean;
}

interface Dialog {
  isAcknowledged: boolean;
  isOver: boolean;
  readonly text: string;
}

const sendsMax = 11;
/**
 * Answered once and forgotten: garbage, callers without credentials, strangers. RFC 3261 §26.3.2.4
 */
const stateless: ReadonlySet<number> = new Set([400, 401, 403]);

/** Once per server what it has refused is asked with less. failover.md */
const reduced: ReadonlySet<number> = new Set([400, 413, 416, 420, 439, 488, 494, 606]);

interface Final {
  readonly status: number;
  /** Until then the transaction may know its request again. */
  readonly untilMs: number;
}

/**
 * RFC 3261 §17.2.1, RFC 6026 §7.1: so long a server transaction knows its request again, counted
 * from the first final, and from its ACK.
 */
const rememberedMs = 32_000;
const confirmedMs = 5000;

export class WireWatch implements Onlooker {
  readonly #report: WireReport;
  readonly #told: WireTold;
  readonly #own = new Map<string, OwnRequest>();
  readonly #cseqs = new Map<string, number>();
  /** Finals that the gateway has given to INVITEs, by branch; undefined: none yet. */
  readonly #invites = new Map<string, Final | undefined>();
  readonly #dialogs = new Map<string, Dialog>();
  /** The answer that the gateway is hearing right now. */
  #hearing: { readonly own: OwnRequest; readonly response: Response } | undefined;

  constructor(report: WireReport, told: WireTold) {
    this.#report = report;
    this.#told = told;
  }

  sent(bytes: Buffer, side: Side, to: OwnRequest['to']): void {
    const parsed = parseMessage(bytes, 'datagram');
    if (!parsed.ok) return this.#report.broken('every byte sent parses');
    const { message } = parsed;
    const read = readEnvelope(message);
    // What is answered to a broken request repeats what was broken in it.
    const isEcho = message.kind === 'response' && message.status >= 400 && this.#report.isGarbled();
    if (!read.ok && isEcho) return;
    if (!read.ok) return this.#report.broken('every message sent has its envelope');
    const { envelope } = read;
    this.#report.note(`${side} > ${to.address}:${to.port} ${textOf(message, envelope)}`);
    if (message.kind === 'request') this.#sentRequest(message, envelope, side, to);
    else this.#sentResponse(message, envelope);
  }

  hears(bytes: Buffer, side: Side, from: Place, hear: () => void): void {
    const parsed = parseMessage(bytes, 'datagram');
    const read = parsed.ok ? readEnvelope(parsed.message) : undefined;
    if (!parsed.ok || !read?.ok) return hear();
    const { message } = parsed;
    const { envelope } = read;
    this.#report.note(`${side} < ${from.address}:${from.port} ${textOf(message, envelope)}`);
    if (message.kind === 'request') this.#heardRequest(message, envelope);
    else this.#heardResponse(message, envelope);
    hear();
    this.#hearing = undefined;
  }

  refused(to: Place): void {
    this.#report.note(`closed port at ${to.address}:${to.port}`);
    for (const own of this.#own.values()) {
      if (own.final === undefined && own.to.address === to.address) own.isLost = true;
    }
    this.#told.refused(to);
  }

  lost(to: Place, reason: string): void {
    this.#report.note(`lost the connection to ${to.address}:${to.port}: ${reason}`);
    this.#told.lost(to);
  }

  /** The gateway has died and lives again: of all it had said only CSeqs must still rise. */
  restarted(): void {
    this.#own.clear();
    this.#invites.clear();
    this.#dialogs.clear();
  }

  /** Nothing is under way any more: what must have happened by now. */
  settle(): void {
    for (const [branch, final] of this.#invites) {
      if (final === undefined && !this.#report.isSeenLate())
        this.#report.broken(`INVITE ${branch} never got a final answer`);
    }
    for (const dialog of this.#dialogs.values()) {
      if (!dialog.isAcknowledged) this.#report.broken(`2xx never acknowledged: ${dialog.text}`);
      if (!dialog.isOver) this.#report.broken(`dialog never ended: ${dialog.text}`);
    }
  }

  #sentRequest(request: Request, envelope: Envelope, side: Side, to: OwnRequest['to']): void {
    const branch = envelope.via.params.get('branch') ?? '';
    const { method } = request;
    // A redirection of lines may lead anywhere.
    const isInTheClear = to.transport !== 'tls' && this.#report.isSecure(to);
    if (isInTheClear && method !== 'REGISTER' && !this.#report.isGarbled())
      this.#report.broken(`${method} in the clear to ${to.address}`);
    if (method === 'ACK') return this.#sentAck(envelope);
    const key = `${branch} ${method}`;
    const known = this.#own.get(key);
    if (known) return this.#sentAgain(known);
    const fault = checkRequest(request, envelope);
    if (fault)
      this.#report.broken(`a request of ours is refused by our own check: ${fault.reason}`);
    if (method === 'CANCEL') this.#cancelled(branch);
    else this.#counted(request, envelope, to);
    if (method === 'BYE') this.#over(`${envelope.callId} ${tagsOf(envelope)}`);
    const own: OwnRequest = {
      branch,
      request,
      envelope,
      to,
      side,
      atMs: this.#report.now(),
      sends: 1,
      hadProvisional: false,
      final: undefined,
      isLost: false,
      challenges: this.#challengesBefore(request, envelope),
      isContinued: this.#isContinued(request, envelope, to),
      refusals: this.#refusalsBefore(request, envelope, to),
    };
    this.#own.set(key, own);
    this.#told.began(own);
  }

  #sentAgain(own: OwnRequest): void {
    own.sends += 1;
    const { method } = own.request;
    const age = this.#report.now() - own.atMs;
    // §17.1.1.2, §17.1.2.2: where nothing is lost on the way, once.
    const max = own.to.transport !== 'udp' ? 1 : method === 'INVITE' ? 7 : sendsMax;
    if (own.sends > max)
      this.#report.broken(`${method} sent ${own.sends} times in one transaction`);
    if (age > 32_100) this.#report.broken(`${method} sent again after ${age} ms`);
    if (own.final !== undefined && !this.#report.isGarbled() && !this.#report.isSeenLate())
      this.#report.broken(`${method} sent again after its final answer`);
  }

  /** §9.1 */
  #cancelled(branch: string): void {
    const invite = this.#own.get(`${branch} INVITE`);
    if (!invite?.hadProvisional) this.#report.broken('CANCEL before a provisional answer');
    if (invite?.final !== undefined) this.#report.broken('CANCEL after a final answer');
  }

  /** §8.1.1.5, §12.2.1.1; a walk says the same number to each server. */
  #counted({ method }: Request, envelope: Envelope, to: OwnRequest['to']): void {
    const { callId, cseq, from, to: callee } = envelope;
    const scope =
      callee.params.has('tag') || method === 'REGISTER' ? '' : `${to.address}:${to.port}`;
    const key = `${callId} ${from.params.get('tag') ?? ''} ${callee.params.get('tag') ?? ''} ${scope}`;
    const registerKey = method === 'REGISTER' ? callId : key;
    const before = this.#cseqs.get(registerKey);
    const isRisen = before === undefined || cseq.number > before;
    const isSame = method === 'INVITE' && cseq.number === before && this.#wasLostOnce(envelope, to);
    if (!isRisen && !isSame && !this.#report.isSeenLate())
      this.#report.broken(`CSeq of ${method} ${callId} is ${cseq.number} after ${before}`);
    this.#cseqs.set(registerKey, cseq.number);
  }

  /** §8.2.2.2: over another connection an INVITE goes out as it was, so that it is known again. */
  #wasLostOnce({ callId, cseq }: Envelope, to: OwnRequest['to']): boolean {
    const sent = [...this.#own.values()].filter(
      ({ request, envelope, to: before }) =>
        request.method === 'INVITE' &&
        envelope.callId === callId &&
        envelope.cseq.number === cseq.number &&
        before.address === to.address &&
        before.port === to.port,
    );
    return to.transport !== 'udp' && sent.length === 1 && sent[0]?.isLost === true;
  }

  #isContinued({ method }: Request, { callId }: Envelope, to: Place): boolean {
    if (!this.#hearing) return false;
    const { own, response } = this.#hearing;
    const isRedirected = response.status >= 300 && response.status < 400;
    const isSamePlace = own.to.address === to.address && own.to.port === to.port;
    const isSame = own.request.method === method && own.envelope.callId === callId;
    return isSame && (isSamePlace || isRedirected);
  }

  #refusalsBefore(request: Request, envelope: Envelope, to: Place): readonly number[] {
    if (!this.#hearing || !this.#isContinued(request, envelope, to)) return [];
    const { own, response } = this.#hearing;
    const { status } = response;
    // Given back at that moment, a binding is another matter.
    const isSame = own.request.headers.first('Expires') === request.headers.first('Expires');
    if (isSame && reduced.has(status) && own.refusals.includes(status))
      this.#report.broken(`asked once more after each ${status}`);
    return isSame ? [...own.refusals, status] : [];
  }

  #challengesBefore(request: Request, envelope: Envelope): number {
    const hearing = this.#hearing;
    const status = hearing?.response.status;
    const isAnswer =
      hearing &&
      (status === 401 || status === 407) &&
      hearing.own.envelope.callId === envelope.callId &&
      hearing.own.request.method === request.method &&
      hearing.own.envelope.to.params.get('tag') === envelope.to.params.get('tag');
    // A challenge that was damaged on its way asks for nothing anybody meant.
    if (!isAnswer || this.#report.isGarbled()) return 0;
    const { own, response } = hearing;
    const realm = realmOf(response);
    const given = nonceOf(request, realm);
    const before = nonceOf(own.request, realm);
    if (given !== undefined && given === before)
      this.#report.broken('rejected credentials are sent again');
    const isStale = response.headers
      .all('WWW-Authenticate')
      .some((one) => one.includes('stale=true'));
    if (own.challenges > 0 && !isStale && given !== undefined)
      this.#report.broken('a password that was refused is tried again');
    // Without credentials it is another request that happens to follow.
    if (given === undefined) return 0;
    const challenges = own.challenges + 1;
    if (challenges > 3) this.#report.broken(`${challenges} challenges answered in a row`);
    return challenges;
  }

  #sentAck(envelope: Envelope): void {
    const dialog = this.#dialogs.get(`${envelope.callId} ${tagsOf(envelope)}`);
    if (dialog) dialog.isAcknowledged = true;
  }

  #sentResponse({ status }: Response, envelope: Envelope): void {
    const { method } = envelope.cseq;
    if (method !== 'INVITE' || status < 200) return;
    const branch = envelope.via.params.get('branch') ?? '';
    const before = this.#invites.get(branch);
    if (!this.#invites.has(branch)) {
      if (!this.#report.isGarbled()) this.#report.broken('an answer to an INVITE that never came');
      return;
    }
    const isStateless = before !== undefined && stateless.has(before.status);
    const isOther = before !== undefined && before.status !== status && !isStateless;
    if (isOther && !this.#report.isGarbled())
      this.#report.broken(`an INVITE was answered ${before.status} and then ${status}`);
    const untilMs = before?.untilMs ?? this.#report.now() + rememberedMs;
    this.#invites.set(branch, { status, untilMs });
    if (status >= 300) return;
    const key = `${envelope.callId} ${tagsOf(envelope, 'reversed')}`;
    const text = `${envelope.callId} answered by us`;
    if (!this.#dialogs.has(key))
      this.#dialogs.set(key, { isAcknowledged: true, isOver: false, text });
  }

  #heardRequest({ method }: Request, envelope: Envelope): void {
    const branch = envelope.via.params.get('branch') ?? '';
    const final = this.#invites.get(branch);
    // One that comes when its transaction is over begins another.
    const isForgotten = final && this.#report.now() >= final.untilMs;
    const isNew = !this.#invites.has(branch) || isForgotten;
    if (method === 'INVITE' && isNew) this.#invites.set(branch, undefined);
    if (method === 'ACK' && final && !isForgotten) {
      const untilMs = Math.max(final.untilMs, this.#report.now() + confirmedMs);
      this.#invites.set(branch, { ...final, untilMs });
    }
    if (method === 'BYE') this.#over(`${envelope.callId} ${tagsOf(envelope, 'reversed')}`);
  }

  #over(key: string): void {
    const dialog = this.#dialogs.get(key);
    if (dialog) dialog.isOver = true;
  }

  #heardResponse(response: Response, envelope: Envelope): void {
    const branch = envelope.via.params.get('branch') ?? '';
    const own = this.#own.get(`${branch} ${envelope.cseq.method}`);
    if (!own) return;
    const { status } = response;
    // RFC 3261 §17.1.1.2: timer B ends what nothing was heard of.
    if (!own.hadProvisional && this.#report.now() - own.atMs >= 32_000) own.isLost = true;
    if (status < 200) own.hadProvisional = true;
    const isFirst = own.final === undefined;
    if (status >= 200) own.final ??= status;
    const isAnswer = status >= 200 && status < 300 && envelope.cseq.method === 'INVITE';
    if (isAnswer && !own.isLost) this.#made(envelope);
    if (isFirst && !own.isLost) {
      this.#hearing = { own, response };
      this.#told.answered(own, response, envelope);
    }
  }

  /** A 2xx has made a dialog, or confirms one that there is. */
  #made(envelope: Envelope): void {
    const key = `${envelope.callId} ${tagsOf(envelope)}`;
    const text = `${envelope.callId} ${envelope.to.params.get('tag') ?? ''}`;
    if (!this.#dialogs.has(key))
      this.#dialogs.set(key, { isAcknowledged: false, isOver: false, text });
  }
}

/** Ours first, then theirs. */
function tagsOf({ from, to }: Envelope, way: 'ours' | 'reversed' = 'ours'): string {
  const [caller = '', callee = ''] = [from.params.get('tag'), to.params.get('tag')];
  return way === 'ours' ? `${caller} ${callee}` : `${callee} ${caller}`;
}

/** What was given in answer to the challenges of a realm. */
function nonceOf({ headers }: Request, realm: string): string | undefined {
  const values = [...headers.all('Authorization'), ...headers.all('Proxy-Authorization')];
  const value = values.find((one) => one.includes(`realm="${realm}"`));
  return value === undefined ? undefined : /nonce="([^"]*)"/.exec(value)?.[1];
}

function realmOf({ headers }: Response): string {
  const value = headers.first('WWW-Authenticate') ?? headers.first('Proxy-Authenticate') ?? '';
  return /realm="([^"]*)"/.exec(value)?.[1] ?? '';
}

function textOf(message: Message, { callId, cseq, to }: Envelope): string {
  let what = message.kind === 'request' ? message.method : `${message.status} ${cseq.method}`;
  if (what === 'REGISTER' && message.headers.first('Expires') === '0') what = 'un-REGISTER';
  return `${what} ${cseq.number} ${callId.slice(0, 8)} to ${to.uri.user ?? to.uri.host}`;
}
