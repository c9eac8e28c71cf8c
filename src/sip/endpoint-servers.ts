/**
 * Every server transaction, found by what its request says; merged requests and CANCELs among them.
 * RFC 3261 §17.2.3, §8.2.2.2, §9.2.
 */
import { contained, type TransactionIo } from './endpoint-io.ts';
import type { Flow } from './flow.ts';
import { limits } from './limits.ts';
import { respondTo } from './message/build.ts';
import { formatMessage } from './message/format.ts';
import type { Request } from './message/message.ts';
import type { Envelope } from './message/values.ts';
import { Server } from './server-transaction.ts';
import { mergeKey, serverKey } from './transaction/key.ts';
import type { EndpointEvents, ServerTransaction } from './transaction-user.ts';

export class ServerTransactions {
  readonly #io: TransactionIo;
  readonly #events: EndpointEvents;
  readonly #max: number;
  readonly #byKey = new Map<string, Server>();
  readonly #byMerge = new Map<string, Server>();

  constructor(io: TransactionIo, events: EndpointEvents, max = limits.serverTransactionsMax) {
    this.#io = io;
    this.#events = events;
    this.#max = max;
  }

  count(): number {
    return this.#byKey.size;
  }

  request(request: Request, envelope: Envelope, flow: Flow): void {
    const key = serverKey(request, envelope);
    const known = this.#byKey.get(key);
    if (request.method === 'ACK') this.#acknowledged(known, request, envelope, flow);
    else if (known) known.repeated();
    else if (this.#byKey.size >= this.#max) this.#overloaded(request, flow);
    else this.#begin(key, request, envelope, flow);
  }

  close(): void {
    for (const server of [...this.#byKey.values()]) server.end();
  }

  #acknowledged(known: Server | undefined, request: Request, envelope: Envelope, flow: Flow): void {
    if (known && !known.isAccepted()) known.acknowledged();
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
    const start = { key, merge: isMerged ? undefined : merge, request, envelope, flow };
    const server = new Server(this.#io, start, (ended) => this.#ended(ended));
    this.#byKey.set(key, server);
    if (server.merge !== undefined) this.#byMerge.set(server.merge, server);
    const { handle } = server;
    if (!handle) return;
    if (isMerged) handle.respond(respondTo(request, 482));
    else if (isCancel) this.#cancel(handle);
    // Nobody is left waiting because somebody else has failed.
    else if (!contained(this.#io, () => this.#events.request(handle)))
      handle.respond(respondTo(request, 500));
  }

  /** §9.2: the INVITE it belongs to is told; the CANCEL itself is answered here. */
  #cancel(cancel: ServerTransaction): void {
    const invite: Request = { ...cancel.request, method: 'INVITE' };
    const server = this.#byKey.get(serverKey(invite, cancel.envelope));
    cancel.respond(respondTo(cancel.request, server ? 200 : 481));
    const handle = server?.handle;
    if (handle) contained(this.#io, () => this.#events.cancelled(handle));
  }

  #ended({ key, merge }: Server): void {
    this.#byKey.delete(key);
    if (merge !== undefined) this.#byMerge.delete(merge);
  }
}
