/** The border between the endpoint and those who use transactions. RFC 3261 §5, §17. */
import type { Flow, Side, Target, TransportFault } from './flow.ts';
import type { Request, Response } from './message/message.ts';
import type { Envelope } from './message/values.ts';

/** What the core of a user agent hears of a request it sent. */
export interface ClientTransactionUser {
  /** Every provisional, the final, and for INVITE every 2xx that arrives (RFC 6026 §7). */
  response(response: Response, envelope: Envelope): void;
  /** Timer B or F ran out, or the transport failed. Said at most once, never after a final. */
  failed(reason: 'timeout' | TransportFault): void;
}

export interface ClientTransaction {
  readonly branch: string;
  readonly target: Target;
  /**
   * Sends CANCEL on the same target with the same branch; only legal after a provisional (§9.1).
   */
  cancel(extra?: readonly (readonly [name: string, value: string])[]): void;
}

/** A request that arrived and must be answered once. */
export interface ServerTransaction {
  readonly request: Request;
  readonly envelope: Envelope;
  readonly flow: Flow;
  /**
   * A final ends it; later calls are ignored. Via, From, To, Call-ID, CSeq must be in the response.
   * `once`: a stranger is refused without keeping state, so that nothing is ever repeated to them.
   */
  respond(response: Response, once?: 'once'): void;
}

/** What the endpoint tells the gateway. */
export interface EndpointEvents {
  /** A new request other than ACK and CANCEL, well formed, not a retransmission, not merged. */
  request(transaction: ServerTransaction): void;
  /** A CANCEL matched this INVITE; the CANCEL has been answered 200 already. */
  cancelled(invite: ServerTransaction): void;
  /** The ACK of a 2xx (other ACKs are absorbed by their transaction). */
  acknowledged(request: Request, envelope: Envelope, flow: Flow): void;
}

export interface Endpoint {
  /** Sends a request in a transaction of its own; Via with a fresh branch is put on top. */
  request(
    request: Request,
    target: Target,
    side: Side,
    user: ClientTransactionUser,
  ): ClientTransaction;
  /** Sends outside any transaction: the ACK of a 2xx. */
  send(request: Request, target: Target, side: Side): void;
  /** Live transactions; 0 when nothing is in flight. */
  transactions(): number;
  close(): void;
}
