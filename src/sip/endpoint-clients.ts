/**
 * Every client transaction, found by branch and method, and by the place it waits for. RFC 3261
 * §17.1.3, §18.4.
 */
import { Client, type ClientOwner, type ClientStart, encode } from './client-transaction.ts';
import type { TransactionIo } from './endpoint-io.ts';
import type { Flow, Side, Target, TransportFault } from './flow.ts';
import type { Request, Response } from './message/message.ts';
import { vias } from './message/readers.ts';
import type { Envelope } from './message/values.ts';
import { clientKey } from './transaction/key.ts';
import type { ClientTransaction, ClientTransactionUser } from './transaction-user.ts';

const noUser: ClientTransactionUser = {
  response: () => undefined,
  failed: () => undefined,
};

type Place = Pick<Target, 'transport' | 'address' | 'port'>;

function placeOf({ transport, address, port }: Place, side: Side): string {
  return `${side} ${transport} ${address} ${port}`;
}

/** It may have gone over the connection that the other end has opened, or over one to its port. */
function placesOf({ target, side }: Client): readonly string[] {
  const { over } = target;
  const own = placeOf(target, side);
  return over === undefined ? [own] : [own, placeOf({ ...target, port: over }, side)];
}

export class ClientTransactions implements ClientOwner {
  readonly #io: TransactionIo;
  readonly #byKey = new Map<string, Client>();
  readonly #byPlace = new Map<string, Set<Client>>();

  constructor(io: TransactionIo) {
    this.#io = io;
  }

  count(): number {
    return this.#byKey.size;
  }

  start(
    request: Request,
    target: Target,
    side: Side,
    user: ClientTransactionUser,
  ): ClientTransaction {
    return this.#start({ request, target, side, user, branch: this.#io.branch() });
  }

  /** Sends once, outside any transaction. */
  send(request: Request, target: Target, side: Side): void {
    const bytes = encode(this.#io, request, { target, side, branch: this.#io.branch() });
    this.#io.counts.request(request.method, 'out');
    this.#io.transport.send(bytes, target, side);
  }

  response(response: Response, envelope: Envelope): void {
    const branch = envelope.via.params.get('branch') ?? '';
    const client = this.#byKey.get(clientKey(branch, envelope.cseq.method));
    if (!client?.isSentBy(envelope)) return;
    this.#io.seen(client.target, client.side, envelope.via);
    client.received(response, envelope);
  }

  /** A transport failure concerns every request that still waits for its first answer there. */
  failed(target: Place, side: Side, fault: TransportFault): void {
    const place = this.#byPlace.get(placeOf(target, side));
    for (const client of place ? [...place] : []) client.lost(fault);
  }

  /** Whether a request of ours is under way to where this came from. */
  isAsking(flow: Flow): boolean {
    return this.#byPlace.has(placeOf(flow, flow.side));
  }

  /** §16.3: one of our own live requests has come back unchanged. */
  isLoop(request: Request): boolean {
    if (this.#byKey.size === 0) return false;
    const [, ...earlier] = vias(request) ?? [];
    return earlier.some(({ params }) => {
      const ours = this.#byKey.get(clientKey(params.get('branch') ?? '', request.method));
      return ours?.bare.uri === request.uri;
    });
  }

  close(): void {
    for (const client of [...this.#byKey.values()]) client.end();
  }

  moving(client: Client): void {
    for (const key of placesOf(client)) {
      const place = this.#byPlace.get(key);
      place?.delete(client);
      if (place?.size === 0) this.#byPlace.delete(key);
    }
  }

  moved(client: Client): void {
    for (const key of placesOf(client)) {
      const place = this.#byPlace.get(key);
      if (place) place.add(client);
      else this.#byPlace.set(key, new Set([client]));
    }
  }

  ended(client: Client): void {
    this.#byKey.delete(clientKey(client.branch, client.bare.method));
    this.moving(client);
  }

  cancelling({ target, side, branch }: Client, request: Request): void {
    this.#start({ request, target, side, user: noUser, branch });
  }

  #start(start: ClientStart): Client {
    const client = new Client(this.#io, this, start);
    this.#byKey.set(clientKey(start.branch, start.request.method), client);
    this.moved(client);
    client.begin();
    return client;
  }
}
