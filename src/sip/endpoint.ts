/**
 * The endpoint: the shell that turns bytes into transactions and effects into bytes. RFC 3261 §17,
 * §18.
 */
import type { Clock, Random } from './clock.ts';
import { ClientTransactions } from './endpoint-clients.ts';
import type { TransactionIo } from './endpoint-io.ts';
import { ServerTransactions } from './endpoint-servers.ts';
import {
  defaultPort,
  type Flow,
  type Target,
  type Transport,
  type TransportEvents,
} from './flow.ts';
import { limits } from './limits.ts';
import { respondTo } from './message/build.ts';
import { checkRequest, checkResponse, magicCookie } from './message/check.ts';
import { readEnvelope } from './message/envelope.ts';
import type { ParseFault } from './message/fault.ts';
import { replaceFirst } from './message/field-headers.ts';
import { formatMessage } from './message/format.ts';
import { limits as messageLimits } from './message/limits.ts';
import type { Request, Response } from './message/message.ts';
import { parseMessage } from './message/parse.ts';
import type { Envelope, Via } from './message/values.ts';
import { formatVia, parseVia } from './message/via.ts';
import { type MessageCounts, uncounted } from './message-counts.ts';
import { defaultTimers, type Timers } from './transaction/timers.ts';
import type { ClientTransaction, Endpoint, EndpointEvents } from './transaction-user.ts';
import { TimingWheel } from './wheel.ts';

export interface EndpointOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Given the endpoint's ears, opens the network. */
  readonly transport: Transport;
  readonly events: EndpointEvents;
  readonly timers?: Timers;
  /**
   * Whether a message of this source is looked at; asked before a byte of it is parsed, unless
   * a request of ours is waiting for an answer from there.
   */
  readonly admits?: (flow: Flow) => boolean;
  /** Requests under way at a time; the next is answered 503. */
  readonly serverTransactionsMax?: number;
  readonly counts?: MessageCounts;
  readonly seen?: TransactionIo['seen'];
  /** Told of exceptions of transaction users. */
  readonly onFault?: (error: unknown) => void;
}

type Refused = Pick<ParseFault, 'reason' | 'request'> & {
  readonly status: ParseFault['status'] | 482;
};

/** The endpoint with its ears: what the transport tells goes in here. */
export function createEndpoint(options: EndpointOptions): Endpoint & TransportEvents {
  const { transport, events, admits = everyone, counts = uncounted } = options;
  const io = ioOf(options, counts);
  const clients = new ClientTransactions(io);
  const servers = new ServerTransactions(io, events, options.serverTransactionsMax);

  function refuse(fault: Refused, flow: Flow): void {
    const response = refusalOf(fault, flow);
    if (response) transport.reply(formatMessage(response), flow);
  }

  function receivedRequest(request: Request, flow: Flow): void {
    counts.request(request.method, 'in');
    const read = readEnvelope(request);
    const fault = read.ok ? checkRequest(request, read.envelope) : read.fault;
    if (fault) refuse(fault, flow);
    else if (read.ok && clients.isLoop(request))
      refuse({ status: 482, reason: 'Loop Detected', request }, flow);
    else if (read.ok) servers.request(...withOrigin(request, read.envelope, flow));
  }

  function receivedResponse(response: Response): void {
    const read = readEnvelope(response);
    if (!read.ok || checkResponse(response)) return;
    counts.response(read.envelope.cseq.method, response.status, 'in');
    clients.response(response, read.envelope);
  }

  const isHeard = (flow: Flow) => clients.isAsking(flow) || admits(flow);

  let isClosed = false;
  return {
    request: (request, target, side, user) =>
      isClosed ? neverSent(target) : clients.start(request, target, side, user),
    send(request, target, side) {
      if (!isClosed) clients.send(request, target, side);
    },
    transactions: () => clients.count() + servers.count(),
    close() {
      isClosed = true;
      clients.close();
      servers.close();
      io.wheel.stop();
    },
    received(bytes, flow) {
      if (isClosed || !isHeard(flow)) return;
      const parsed = parseMessage(bytes, flow.transport === 'udp' ? 'datagram' : 'stream');
      if (!parsed.ok) {
        counts.unreadable(flow.transport);
        refuse(parsed.fault, flow);
      } else if (parsed.message.kind === 'request') receivedRequest(parsed.message, flow);
      else receivedResponse(parsed.message);
    },
    malformed(bytes, flow, rule) {
      if (!isHeard(flow)) return;
      counts.unreadable(flow.transport);
      const parsed = parseMessage(bytes, 'stream');
      const request = parsed.ok ? parsed.message : parsed.fault.request;
      if (request?.kind === 'request')
        refuse({ status: statusOf(rule), reason: rule, request }, flow);
    },
    failed: (target, side, fault) => clients.failed(target, side, fault),
  };
}

function ioOf(options: EndpointOptions, counts: MessageCounts): TransactionIo {
  return {
    transport: options.transport,
    wheel: new TimingWheel(options.clock),
    timers: options.timers ?? defaultTimers,
    counts,
    branch: branchPool(options.random),
    seen: options.seen ?? (() => undefined),
    fault: options.onFault ?? (() => undefined),
  };
}

/** §8.2: once, without state; an ACK, a response and what has no Via are never answered. */
function refusalOf({ status, reason, request }: Refused, flow: Flow): Response | undefined {
  if (status === undefined || !request || request.method === 'ACK') return undefined;
  const top = request.headers.first('Via');
  if (top === undefined) return undefined;
  return respondTo(withSource(request, flow, parseVia(top)), status, { reason });
}

function statusOf(rule: string): 400 | 513 {
  const { messageBytes, headBytes } = messageLimits;
  return rule === messageBytes.reason || rule === headBytes.reason ? 513 : 400;
}

/** What a closed endpoint is asked for: there is nobody left to hear of it. */
function neverSent(target: Target): ClientTransaction {
  return { branch: '', target, cancel: () => undefined };
}

function everyone(): boolean {
  return true;
}

/** RFC 3581 §4, RFC 3261 §18.2.1: the top Via says where the request really came from. */
function withSource(request: Request, flow: Flow, via?: Via): Request {
  if (!via) return request;
  const params = new Map(via.params);
  params.set('received', flow.address);
  if (params.has('rport')) params.set('rport', String(flow.port));
  const headers = replaceFirst(request.headers, 'Via', formatVia({ ...via, params }));
  return { ...request, headers };
}

/** A request that knows where it has come from, and where its sender listens. */
function withOrigin(
  request: Request,
  envelope: Envelope,
  flow: Flow,
): [request: Request, envelope: Envelope, flow: Flow] {
  const { via } = envelope;
  return [withSource(request, flow, via), envelope, withSender(flow, via)];
}

/** RFC 3261 §18.2.2: where an answer goes that has lost its connection. */
function withSender(flow: Flow, { port }: Via): Flow {
  if (flow.connectionId === undefined) return flow;
  return { ...flow, sentByPort: port ?? defaultPort(flow.transport) };
}

/** 96 random bits each, drawn in bulk. */
function branchPool(random: Random): () => string {
  let pool = '';
  return () => {
    if (pool === '') pool = random.hex(12 * limits.branchPool);
    const bits = pool.slice(0, 24);
    pool = pool.slice(24);
    return `${magicCookie}${bits}`;
  };
}
