/** Client transactions at work: requests sent, repeated, answered. RFC 3261 §17.1, §9.1, §18.1.1. */
import { type Clocked, perform, type TransactionIo } from './endpoint-io.ts';
import type { Side, Target, TransportFault } from './flow.ts';
import { limits } from './limits.ts';
import { createHeaders, prependField } from './message/field-headers.ts';
import { formatMessage } from './message/format.ts';
import { formatHost } from './message/host.ts';
import type { Fields, Request, Response } from './message/message.ts';
import type { Envelope } from './message/values.ts';
import {
  type ClientInput,
  type InviteClient,
  startInviteClient,
  stepInviteClient,
} from './transaction/invite-client.ts';
import { clientKey } from './transaction/key.ts';
import {
  type NonInviteClient,
  startNonInviteClient,
  stepNonInviteClient,
} from './transaction/non-invite-client.ts';
import type { ClientTransaction, ClientTransactionUser } from './transaction-user.ts';

type State =
  | { readonly method: 'INVITE'; readonly at: InviteClient }
  | { readonly method: 'other'; readonly at: NonInviteClient };

interface Client extends ClientTransaction, Clocked {
  readonly side: Side;
  readonly user: ClientTransactionUser;
  target: Target;
  /** Without our Via. */
  readonly bare: Request;
  bytes: Buffer;
  state: State;
  /** Where a datagram would have gone, while the request goes over a stream for its size. */
  fallback: Target | undefined;
  hadProvisional: boolean;
}

const noUser: ClientTransactionUser = {
  response: () => undefined,
  failed: () => undefined,
};

function placeOf({ transport, address, port }: Omit<Target, 'domain'>, side: Side): string {
  return `${side} ${transport} ${address} ${port}`;
}

export class ClientTransactions {
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
    return this.#start(request, target, side, user, this.#io.branch());
  }

  /** Sends once, outside any transaction. */
  send(request: Request, target: Target, side: Side): void {
    const bytes = this.#encode(request, target, side, this.#io.branch());
    this.#io.transport.send(bytes, target, side);
  }

  response(response: Response, envelope: Envelope): void {
    const branch = envelope.via.params.get('branch') ?? '';
    const client = this.#byKey.get(clientKey(branch, envelope.cseq.method));
    if (!client) return;
    const { status } = response;
    client.hadProvisional ||= status < 200;
    const input = status < 200 ? 'provisional' : status < 300 ? 'success' : 'failure';
    this.#step(client, input, { response, envelope });
  }

  /** A transport failure concerns every request that still waits for its first answer there. */
  failed(target: Omit<Target, 'domain'>, side: Side, fault: TransportFault): void {
    const place = this.#byPlace.get(placeOf(target, side));
    if (!place) return;
    for (const client of [...place]) {
      if (client.fallback && fault !== 'too-large') this.#fallBack(client);
      else if (client.state.at.state !== 'completed' && client.state.at.state !== 'accepted') {
        this.#step(client, 'transportFailed', undefined, fault);
      }
    }
  }

  close(): void {
    for (const client of [...this.#byKey.values()]) this.#end(client);
  }

  #start(
    request: Request,
    wanted: Target,
    side: Side,
    user: ClientTransactionUser,
    branch: string,
  ): Client {
    const asDatagram = this.#encode(request, wanted, side, branch);
    // §18.1.1: what may not fit into one packet goes over a stream, and back when that is refused.
    const isLarge = wanted.transport === 'udp' && asDatagram.length > limits.datagramBytesMax;
    const target: Target = isLarge ? { ...wanted, transport: 'tcp' } : wanted;
    const reliable = target.transport !== 'udp';
    const [state, effects] = startOf(request.method, reliable, this.#io);
    const client: Client = {
      branch,
      side,
      user,
      target,
      bare: request,
      bytes: isLarge ? this.#encode(request, target, side, branch) : asDatagram,
      state,
      fallback: isLarge ? wanted : undefined,
      hadProvisional: false,
      retransmitTimer: undefined,
      endTimer: undefined,
      cancel: (extra) => this.#cancel(client, extra ?? []),
    };
    this.#byKey.set(clientKey(branch, request.method), client);
    this.#place(client);
    this.#perform(client, effects);
    return client;
  }

  #place(client: Client): void {
    const key = placeOf(client.target, client.side);
    const place = this.#byPlace.get(key);
    if (place) place.add(client);
    else this.#byPlace.set(key, new Set([client]));
  }

  #unplace(client: Client): void {
    const key = placeOf(client.target, client.side);
    const place = this.#byPlace.get(key);
    place?.delete(client);
    if (place?.size === 0) this.#byPlace.delete(key);
  }

  #fallBack(client: Client): void {
    const { fallback } = client;
    if (!fallback) return;
    this.#unplace(client);
    client.target = fallback;
    client.fallback = undefined;
    client.bytes = this.#encode(client.bare, fallback, client.side, client.branch);
    this.#place(client);
    const [state, effects] = startOf(client.bare.method, false, this.#io);
    client.state = state;
    this.#perform(client, effects);
  }

  #encode(request: Request, target: Target, side: Side, branch: string): Buffer {
    const { host, port } = this.#io.transport.local(side, target.transport);
    const via = `SIP/2.0/${target.transport.toUpperCase()} ${formatHost(host)}:${port};branch=${branch};rport`;
    return formatMessage({ ...request, headers: prependField(request.headers, 'Via', via) });
  }

  #step(
    client: Client,
    input: ClientInput,
    cause?: { readonly response: Response; readonly envelope: Envelope },
    fault: 'timeout' | TransportFault = 'timeout',
  ): void {
    const { timers } = this.#io;
    const { state } = client;
    if (state.method === 'INVITE') {
      const [at, effects] = stepInviteClient(state.at, input, timers);
      client.state = { method: 'INVITE', at };
      this.#perform(client, effects, cause, fault);
    } else {
      const [at, effects] = stepNonInviteClient(state.at, input, timers);
      client.state = { method: 'other', at };
      this.#perform(client, effects, cause, fault);
    }
  }

  #perform(
    client: Client,
    effects: Parameters<typeof perform>[2],
    cause?: { readonly response: Response; readonly envelope: Envelope },
    fault: 'timeout' | TransportFault = 'timeout',
  ): void {
    perform(this.#io, client, effects, {
      send: () => this.#io.transport.send(client.bytes, client.target, client.side),
      ack: () => cause && this.#acknowledge(client, cause.response),
      passUp: () => cause && client.user.response(cause.response, cause.envelope),
      fail: (reason) => client.user.failed(reason === 'timeout' ? 'timeout' : fault),
      end: () => this.#end(client),
      retransmit: () => this.#step(client, 'retransmit'),
      expired: () => this.#step(client, 'expired'),
    });
  }

  #end(client: Client): void {
    this.#io.wheel.clear(client.retransmitTimer);
    this.#io.wheel.clear(client.endTimer);
    this.#byKey.delete(clientKey(client.branch, client.bare.method));
    this.#unplace(client);
  }

  /** §17.1.1.3: same Request-URI, Via, Route and CSeq number; To as the response has it. */
  #acknowledge(client: Client, response: Response): void {
    const to = response.headers.first('To') ?? client.bare.headers.first('To') ?? '';
    const request = derived(client.bare, 'ACK', to, []);
    const bytes = this.#encode(request, client.target, client.side, client.branch);
    this.#io.transport.send(bytes, client.target, client.side);
  }

  /** §9.1: only after a provisional, to the same place, with the same branch. */
  #cancel(client: Client, extra: Fields): void {
    if (!client.hadProvisional || client.state.at.state !== 'proceeding') return;
    const to = client.bare.headers.first('To') ?? '';
    const request = derived(client.bare, 'CANCEL', to, extra);
    this.#start(request, client.target, client.side, noUser, client.branch);
  }
}

function startOf(
  method: string,
  reliable: boolean,
  { timers }: TransactionIo,
): readonly [State, Parameters<typeof perform>[2]] {
  if (method === 'INVITE') {
    const [at, effects] = startInviteClient(reliable, timers);
    return [{ method: 'INVITE', at }, effects];
  }
  const [at, effects] = startNonInviteClient(reliable, timers);
  return [{ method: 'other', at }, effects];
}

/** The ACK or CANCEL that belongs to an INVITE. */
function derived(invite: Request, method: 'ACK' | 'CANCEL', to: string, extra: Fields): Request {
  const { headers } = invite;
  const number = (headers.first('CSeq') ?? '').split(' ')[0] ?? '';
  const fields: Fields = [
    ...headers.all('Route').map((route) => ['Route', route] as const),
    ['Max-Forwards', '70'],
    ['From', headers.first('From') ?? ''],
    ['To', to],
    ['Call-ID', headers.first('Call-ID') ?? ''],
    ['CSeq', `${number} ${method}`],
    ...extra,
  ];
  return { kind: 'request', method, uri: invite.uri, headers: createHeaders(fields), body: noBody };
}

const noBody = Buffer.alloc(0);
