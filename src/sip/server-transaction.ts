/**
 * One request of a peer at work: heard once, answered once, the answer repeated as needed. RFC 3261
 * §17.2, RFC 4320.
 */
import { type Performer, perform, type TransactionIo } from './endpoint-io.ts';
import type { Flow } from './flow.ts';
import { limits } from './limits.ts';
import { respondTo } from './message/build.ts';
import { formatMessage } from './message/format.ts';
import type { Request, Response } from './message/message.ts';
import type { Envelope } from './message/values.ts';
import type { Effect } from './transaction/effects.ts';
import {
  type InviteServer,
  type InviteServerInput,
  startInviteServer,
  stepInviteServer,
} from './transaction/invite-server.ts';
import {
  type NonInviteServer,
  type NonInviteServerInput,
  startNonInviteServer,
  stepNonInviteServer,
} from './transaction/non-invite-server.ts';
import { lateTryingMs } from './transaction/timers.ts';
import type { ServerTransaction } from './transaction-user.ts';
import type { WheelTimer } from './wheel.ts';

type State =
  | { readonly method: 'INVITE'; readonly at: InviteServer }
  | { readonly method: 'other'; readonly at: NonInviteServer };

export interface ServerStart {
  readonly key: string;
  /** What a merged request would have in common with it. */
  readonly merge: string | undefined;
  readonly request: Request;
  readonly envelope: Envelope;
  readonly flow: Flow;
}

/** Bytes and keys are kept until the end; the request itself is the user's to keep. */
export class Server implements Performer {
  readonly key: string;
  readonly merge: string | undefined;
  /** Given up with the final response. */
  handle: ServerTransaction | undefined;
  retransmitTimer: WheelTimer | undefined;
  endTimer: WheelTimer | undefined;
  readonly #io: TransactionIo;
  readonly #ended: (server: Server) => void;
  readonly #flow: Flow;
  #state: State;
  readonly #method: string;
  #bytes: Buffer | undefined;
  #isSent = false;
  #tryingTimer: WheelTimer | undefined;

  constructor(io: TransactionIo, start: ServerStart, ended: (server: Server) => void) {
    const { key, merge, request, envelope, flow } = start;
    this.#io = io;
    this.#ended = ended;
    this.#flow = flow;
    this.key = key;
    this.merge = merge;
    const respond: ServerTransaction['respond'] = (response, once) =>
      once === undefined ? this.#respond(response) : this.#respondOnce(response);
    this.handle = { request, envelope, flow, respond };
    this.#method = request.method;
    const isInvite = request.method === 'INVITE';
    const reliable = flow.transport !== 'udp';
    const [state, effects] = startOf(isInvite, reliable, io);
    this.#state = state;
    perform(io, this, effects);
    const tryingMs = isInvite ? limits.autoTryingMs : lateTryingMs(io.timers);
    const trying = () => this.#provisional(respondTo(request, 100));
    this.#tryingTimer = io.wheel.set(trying, tryingMs);
  }

  isInvite(): boolean {
    return this.#state.method === 'INVITE';
  }

  /** A 2xx has been sent: its ACK is not this transaction's. */
  isAccepted(): boolean {
    return this.#state.at.state === 'accepted';
  }

  repeated(): void {
    this.#step('repeated');
  }

  acknowledged(): void {
    this.#step('ack');
  }

  step(input: 'retransmit' | 'expired'): void {
    this.#step(input);
  }

  send(): void {
    if (!this.#bytes) return;
    if (this.#isSent) this.#io.counts.repeated(this.#method);
    this.#isSent = true;
    this.#io.transport.reply(this.#bytes, this.#flow);
  }

  end(): void {
    this.#io.wheel.clear(this.retransmitTimer);
    this.#io.wheel.clear(this.endTimer);
    this.#io.wheel.clear(this.#tryingTimer);
    this.handle = undefined;
    this.#ended(this);
  }

  acknowledge(): void {
    // A server acknowledges nothing.
  }

  passUp(): void {
    // Requests reach their user before there is a step to take.
  }

  fail(): void {
    // A client that has gone is no news to a server.
  }

  #respond(response: Response): void {
    const { status } = response;
    if (status >= 200) this.#final(response);
    // RFC 4320 §4.1: no provisional to anything but INVITE; a late 100 is sent without being asked.
    else if (this.isInvite()) this.#provisional(response);
  }

  /** A response made for the first time. */
  #format(response: Response): Buffer {
    this.#isSent = false;
    this.#io.counts.response(this.#method, response.status, 'out');
    return formatMessage(response);
  }

  #provisional(response: Response): void {
    if (!this.handle) return;
    this.#io.wheel.clear(this.#tryingTimer);
    this.#bytes = this.#format(response);
    this.#step('sendProvisional');
  }

  #final(response: Response): void {
    if (!this.handle && !this.isAccepted()) return;
    const { status } = response;
    this.#io.wheel.clear(this.#tryingTimer);
    this.handle = undefined;
    // RFC 4320 §4.2: a 408 would come when the client has given up already.
    this.#bytes = status === 408 && !this.isInvite() ? undefined : this.#format(response);
    if (this.isInvite()) this.#step(status < 300 ? 'sendSuccess' : 'sendFailure');
    else this.#step('sendFinal');
  }

  /** §26.3.2.4: whoever forged the sender of this request makes us send no more than this. */
  #respondOnce(response: Response): void {
    if (!this.handle) return;
    this.#io.transport.reply(this.#format(response), this.#flow);
    this.end();
  }

  #step(input: InviteServerInput | NonInviteServerInput): void {
    const { timers } = this.#io;
    const state = this.#state;
    let effects: readonly Effect[];
    if (state.method === 'INVITE') {
      if (input === 'sendFinal') return;
      const [at, then] = stepInviteServer(state.at, input, timers);
      if (at !== state.at) this.#state = { method: 'INVITE', at };
      effects = then;
    } else {
      if (!isNonInviteInput(input)) return;
      const [at, then] = stepNonInviteServer(state.at, input, timers);
      if (at !== state.at) this.#state = { method: 'other', at };
      effects = then;
    }
    perform(this.#io, this, effects);
  }
}

function isNonInviteInput(
  input: InviteServerInput | NonInviteServerInput,
): input is NonInviteServerInput {
  return (
    input === 'repeated' ||
    input === 'sendProvisional' ||
    input === 'sendFinal' ||
    input === 'expired'
  );
}

function startOf(
  isInvite: boolean,
  reliable: boolean,
  { timers }: TransactionIo,
): readonly [State, readonly Effect[]] {
  if (isInvite) {
    const [at, effects] = startInviteServer(reliable, timers);
    return [{ method: 'INVITE', at }, effects];
  }
  const [at, effects] = startNonInviteServer(reliable, timers);
  return [{ method: 'other', at }, effects];
}
