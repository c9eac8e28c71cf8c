/**
 * One request of ours at work: sent, repeated, answered, cancelled. RFC 3261 §17.1, §9.1, §18.1.1.
 */
import { acknowledgement, cancellation } from './derived-request.ts';
import { contained, type Performer, perform, type TransactionIo } from './endpoint-io.ts';
import {
  defaultPort,
  type LocalAddress,
  type Side,
  type Target,
  type TransportFault,
} from './flow.ts';
import { limits } from './limits.ts';
import { prependField } from './message/field-headers.ts';
import { formatMessage } from './message/format.ts';
import { formatHost } from './message/host.ts';
import type { Fields, Request, Response } from './message/message.ts';
import type { Envelope } from './message/values.ts';
import type { Effect } from './transaction/effects.ts';
import {
  type ClientInput,
  type InviteClient,
  startInviteClient,
  stepInviteClient,
} from './transaction/invite-client.ts';
import {
  type NonInviteClient,
  startNonInviteClient,
  stepNonInviteClient,
} from './transaction/non-invite-client.ts';
import type { ClientTransaction, ClientTransactionUser } from './transaction-user.ts';
import type { WheelTimer } from './wheel.ts';

type State =
  | { readonly method: 'INVITE'; readonly at: InviteClient }
  | { readonly method: 'other'; readonly at: NonInviteClient };

/** Who keeps the live ones. */
export interface ClientOwner {
  /** It has moved to another target, or has ended. */
  moving(client: Client): void;
  moved(client: Client): void;
  ended(client: Client): void;
  /** Starts the CANCEL of an INVITE: the same branch, the same way. */
  cancelling(client: Client, request: Request): void;
}

export interface ClientStart {
  readonly request: Request;
  readonly target: Target;
  readonly side: Side;
  readonly user: ClientTransactionUser;
  readonly branch: string;
}

export class Client implements ClientTransaction, Performer {
  readonly branch: string;
  readonly side: Side;
  /** Without our Via. */
  readonly bare: Request;
  target: Target;
  retransmitTimer: WheelTimer | undefined;
  endTimer: WheelTimer | undefined;
  readonly #io: TransactionIo;
  readonly #owner: ClientOwner;
  readonly #user: ClientTransactionUser;
  #local: LocalAddress;
  #bytes: Buffer;
  #state: State;
  /** Where a datagram would have gone, while the request goes over a stream for its size. */
  #fallback: Target | undefined;
  #hadProvisional = false;
  #isCancelled = false;
  #isSent = false;
  /** The response under way to the user. */
  #response: Response | undefined;
  #envelope: Envelope | undefined;
  #fault: TransportFault = 'refused';

  constructor(io: TransactionIo, owner: ClientOwner, start: ClientStart) {
    const { request, target, side, user, branch } = start;
    this.#io = io;
    this.#owner = owner;
    this.#user = user;
    this.branch = branch;
    this.side = side;
    this.bare = request;
    this.target = target;
    this.#bytes = encode(io, request, start);
    // §18.1.1: what may not fit into one packet goes over a stream, and back when that is refused.
    if (target.transport === 'udp' && this.#bytes.length > limits.datagramBytesMax) {
      this.#fallback = target;
      this.target = { ...target, transport: 'tcp' };
      this.#bytes = encode(io, request, this);
    }
    this.#local = io.transport.local(side, this.target.transport);
    this.#state = startOf(request.method, this.target, io)[0];
  }

  begin(): void {
    const [state, effects] = startOf(this.bare.method, this.target, this.#io);
    this.#state = state;
    perform(this.#io, this, effects);
  }

  /** §18.1.2: a response whose sent-by is not what we wrote is not for us. */
  isSentBy({ via }: Envelope): boolean {
    const { host, port } = this.#local;
    return (
      via.host === host.toLowerCase() && (via.port ?? defaultPort(this.target.transport)) === port
    );
  }

  received(response: Response, envelope: Envelope): void {
    const { status } = response;
    this.#hadProvisional ||= status < 200;
    this.#response = response;
    this.#envelope = envelope;
    this.#step(status < 200 ? 'provisional' : status < 300 ? 'success' : 'failure');
    this.#response = undefined;
    this.#envelope = undefined;
  }

  /** The transport lost its way to the target; that only counts while an answer is awaited. */
  lost(fault: TransportFault): void {
    const { state } = this.#state.at;
    if (state === 'completed' || state === 'accepted') return;
    if (this.#fallback && !this.#hadProvisional) this.#fallBack(this.#fallback);
    else {
      this.#fault = fault;
      this.#step('transportFailed');
    }
  }

  /** §9.1: once, only after a provisional and before a final. */
  cancel(extra: Fields = []): void {
    const isEarly = this.#hadProvisional && this.#state.at.state === 'proceeding';
    if (!isEarly || this.#isCancelled || this.#state.method !== 'INVITE') return;
    this.#isCancelled = true;
    this.#step('cancelled');
    this.#owner.cancelling(this, cancellation(this.bare, extra));
  }

  step(input: 'retransmit' | 'expired'): void {
    this.#step(input);
  }

  send(): void {
    if (this.#isSent) this.#io.counts.repeated(this.bare.method);
    else this.#io.counts.request(this.bare.method, 'out');
    this.#isSent = true;
    this.#io.transport.send(this.#bytes, this.target, this.side);
  }

  acknowledge(): void {
    if (!this.#response) return;
    const request = acknowledgement(this.bare, this.#response);
    this.#io.counts.request('ACK', 'out');
    this.#io.transport.send(encode(this.#io, request, this), this.target, this.side);
  }

  passUp(): void {
    const [response, envelope] = [this.#response, this.#envelope];
    if (response && envelope) contained(this.#io, () => this.#user.response(response, envelope));
  }

  fail(reason: 'timeout' | 'transport'): void {
    const fault = reason === 'timeout' ? reason : this.#fault;
    contained(this.#io, () => this.#user.failed(fault));
  }

  end(): void {
    this.#io.wheel.clear(this.retransmitTimer);
    this.#io.wheel.clear(this.endTimer);
    this.#owner.ended(this);
  }

  #fallBack(target: Target): void {
    this.#owner.moving(this);
    this.target = target;
    this.#fallback = undefined;
    this.#bytes = encode(this.#io, this.bare, this);
    this.#local = this.#io.transport.local(this.side, target.transport);
    this.#owner.moved(this);
    this.begin();
  }

  #step(input: ClientInput): void {
    const { timers } = this.#io;
    const state = this.#state;
    let effects: readonly Effect[];
    if (state.method === 'INVITE') {
      const [at, then] = stepInviteClient(state.at, input, timers);
      if (at !== state.at) this.#state = { method: 'INVITE', at };
      effects = then;
    } else {
      const [at, then] = stepNonInviteClient(state.at, input, timers);
      if (at !== state.at) this.#state = { method: 'other', at };
      effects = then;
    }
    perform(this.#io, this, effects);
  }
}

/** The bytes of a request of ours with its Via on top (§18.1.1). */
export function encode(
  { transport }: TransactionIo,
  request: Request,
  { target, side, branch }: Pick<ClientStart, 'target' | 'side' | 'branch'>,
): Buffer {
  const { host, port } = transport.local(side, target.transport);
  const name = target.transport.toUpperCase();
  const via = `SIP/2.0/${name} ${formatHost(host)}:${port};branch=${branch};rport`;
  return formatMessage({ ...request, headers: prependField(request.headers, 'Via', via) });
}

function startOf(
  method: string,
  { transport }: Target,
  { timers }: TransactionIo,
): readonly [State, readonly Effect[]] {
  const reliable = transport !== 'udp';
  if (method === 'INVITE') {
    const [at, effects] = startInviteClient(reliable, timers);
    return [{ method: 'INVITE', at }, effects];
  }
  const [at, effects] = startNonInviteClient(reliable, timers);
  return [{ method: 'other', at }, effects];
}
