/** Server transactions at work: requests heard once, answered once, the answer repeated as needed. RFC 3261 §17.2, §8.2.2.2, §9.2. */
import { type Clocked, contained, perform, type TransactionIo } from './endpoint-io.ts';
import type { Flow } from './flow.ts';
import { limits } from './limits.ts';
import { respondTo } from './message/build.ts';
import { formatMessage } from './message/format.ts';
import type { Request, Response } from './message/message.ts';
import type { Envelope } from './message/values.ts';
import {
  type InviteServer,
  type InviteServerInput,
  startInviteServer,
  stepInviteServer,
} from './transaction/invite-server.ts';
import { mergeKey, serverKey } from './transaction/key.ts';
import {
  type NonInviteServer,
  type NonInviteServerInput,
  startNonInviteServer,
  stepNonInviteServer,
} from './transaction/non-invite-server.ts';
import type { EndpointEvents, ServerTransaction } from './transaction-user.ts';
import type { WheelTimer } from './wheel.ts';

type State =
  | { readonly method: 'INVITE'; readonly at: InviteServer }
  | { readonly method: 'other'; readonly at: NonInviteServer };

/** What is kept until the end: bytes and keys. The request itself is the user's to keep. */
interface Server extends Clocked {
  readonly key: string;
  readonly merge: string | undefined;
  readonly flow: Flow;
  state: State;
  bytes: Buffer | undefined;
  tryingTimer: WheelTimer | undefined;
  /** Given up with the final response. */
  handle: ServerTransaction | undefined;
}

export class ServerTransactions {
  readonly #io: TransactionIo;
  readonly #events: EndpointEvents;
  readonly #byKey = new Map<string, Server>();
  readonly #byMerge = new Map<string, Server>();

  constructor(io: TransactionIo, events: EndpointEvents) {
    this.#io = io;
    this.#events = events;
  }

  count(): number {
    return this.#byKey.size;
  }

  request(request: Request, envelope: Envelope, flow: Flow): void {
    const key = serverKey(request, envelope);
    const known = this.#byKey.get(key);
    if (request.method === 'ACK') this.#acknowledged(known, request, envelope, flow);
    else if (known) this.#step(known, 'repeated');
    else if (this.#byKey.size >= limits.serverTransactionsMax) this.#overloaded(request, flow);
    else this.#begin(key, request, envelope, flow);
  }

  close(): void {
    for (const server of [...this.#byKey.values()]) this.#end(server);
  }

  #acknowledged(known: Server | undefined, request: Request, envelope: Envelope, flow: Flow): void {
    const isAccepted = known?.state.method === 'INVITE' && known.state.at.state === 'accepted';
    if (known && !isAccepted) this.#step(known, 'ack');
    else contained(this.#io, () => this.#events.acknowledged(request, envelope, flow));
  }

  /** Without state, so that a flood costs no memory. */
  #overloaded(request: Request, flow: Flow): void {
    const fields = [['Retry-After', String(limits.overloadRetrySeconds)]] as const;
    this.#io.transport.reply(formatMessage(respondTo(request, 503, { fields })), flow);
  }

  #begin(key: string, request: Request, envelope: Envelope, flow: Flow): void {
    const isCancel = request.method === 'CANCEL';
    const merge = envelope.to.params.has('tag') || isCancel ? undefined : mergeKey(envelope);
    const isMerged = merge !== undefined && this.#byMerge.has(merge);
    const server = this.#add(key, isMerged ? undefined : merge, request, envelope, flow);
    const { handle } = server;
    if (!handle) return;
    if (isMerged) handle.respond(respondTo(request, 482));
    else if (isCancel) this.#cancel(handle);
    else contained(this.#io, () => this.#events.request(handle));
  }

  #add(
    key: string,
    merge: string | undefined,
    request: Request,
    envelope: Envelope,
    flow: Flow,
  ): Server {
    const reliable = flow.transport !== 'udp';
    const isInvite = request.method === 'INVITE';
    const server: Server = {
      key,
      merge,
      flow,
      state: isInvite
        ? { method: 'INVITE', at: startInviteServer(reliable, this.#io.timers)[0] }
        : { method: 'other', at: startNonInviteServer(reliable)[0] },
      bytes: undefined,
      retransmitTimer: undefined,
      endTimer: undefined,
      tryingTimer: undefined,
      handle: { request, envelope, flow, respond: (response) => this.#respond(server, response) },
    };
    this.#byKey.set(key, server);
    if (merge !== undefined) this.#byMerge.set(merge, server);
    if (isInvite) {
      const trying = () => this.#respond(server, respondTo(request, 100));
      server.tryingTimer = this.#io.wheel.set(trying, limits.autoTryingMs);
    }
    return server;
  }

  /** §9.2: the INVITE it belongs to is told; the CANCEL itself is answered here. */
  #cancel(cancel: ServerTransaction): void {
    const invite: Request = { ...cancel.request, method: 'INVITE' };
    const server = this.#byKey.get(serverKey(invite, cancel.envelope));
    cancel.respond(respondTo(cancel.request, server ? 200 : 481));
    const handle = server?.handle;
    if (handle) contained(this.#io, () => this.#events.cancelled(handle));
  }

  #respond(server: Server, response: Response): void {
    if (!server.handle && server.state.at.state !== 'accepted') return;
    this.#io.wheel.clear(server.tryingTimer);
    server.bytes = formatMessage(response);
    const { status } = response;
    if (status >= 200) server.handle = undefined;
    if (server.state.method === 'INVITE') {
      const final = status < 300 ? 'sendSuccess' : 'sendFailure';
      this.#step(server, status < 200 ? 'sendProvisional' : final);
    } else {
      this.#step(server, status < 200 ? 'sendProvisional' : 'sendFinal');
    }
  }

  #step(server: Server, input: InviteServerInput | NonInviteServerInput): void {
    const { state } = server;
    if (state.method === 'INVITE') {
      if (input === 'sendFinal') return;
      const [at, effects] = stepInviteServer(state.at, input, this.#io.timers);
      server.state = { method: 'INVITE', at };
      this.#perform(server, effects);
    } else if (
      input === 'repeated' ||
      input === 'sendProvisional' ||
      input === 'sendFinal' ||
      input === 'expired'
    ) {
      const [at, effects] = stepNonInviteServer(state.at, input, this.#io.timers);
      server.state = { method: 'other', at };
      this.#perform(server, effects);
    }
  }

  #perform(server: Server, effects: Parameters<typeof perform>[2]): void {
    perform(this.#io, server, effects, {
      send: () => server.bytes && this.#io.transport.reply(server.bytes, server.flow),
      ack: () => undefined,
      passUp: () => undefined,
      fail: () => undefined,
      end: () => this.#end(server),
      retransmit: () => this.#step(server, 'retransmit'),
      expired: () => this.#step(server, 'expired'),
    });
  }

  #end(server: Server): void {
    this.#io.wheel.clear(server.retransmitTimer);
    this.#io.wheel.clear(server.endTimer);
    this.#io.wheel.clear(server.tryingTimer);
    this.#byKey.delete(server.key);
    if (server.merge !== undefined) this.#byMerge.delete(server.merge);
  }
}
