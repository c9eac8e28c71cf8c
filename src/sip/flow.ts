/**
 * Where messages go and come from; the transport port that the SIP core is given. RFC 3261 §18, RFC
 * 5626.
 */

export type TransportName = 'udp' | 'tcp' | 'tls';

/** RFC 3261 §19.1.2. */
export function defaultPort(transport: TransportName): number {
  return transport === 'tls' ? 5061 : 5060;
}

/** The two sides of the gateway, each with its own listening address. */
export type Side = 'lan' | 'wan';

/** RFC 3263's result: one place a request can be sent to. */
export interface Target {
  readonly transport: TransportName;
  /** An IP address, never a name. IPv6 without brackets. */
  readonly address: string;
  readonly port: number;
  /** The *configured* domain: SNI, and what a TLS certificate is checked against (RFC 5922). */
  readonly domain: string;
  /** Port of a connection that its other end has opened, which is taken while it is open. */
  readonly over?: number | undefined;
}

/** Where a message came from, and the way back to it. */
export interface Flow {
  readonly side: Side;
  readonly transport: TransportName;
  readonly address: string;
  readonly port: number;
  /** Names one connection of a stream transport; undefined for datagrams. */
  readonly connectionId: number | undefined;
  /** Where its sender listens, by its Via: for an answer whose connection is gone. */
  readonly sentByPort?: number | undefined;
}

/**
 * Why a transport could not deliver. `refused` covers ICMP unreachable, RST and closed ports;
 * `lost` is a connection that was open; `no-way` is our own side, without address or route,
 * `no-tls` the same without TLS; `certificate` is one of another domain, `untrusted` one that no
 * authority we trust stands for.
 */
export type TransportFault =
  | 'refused'
  | 'no-way'
  | 'no-tls'
  | 'reset'
  | 'lost'
  | 'tls'
  | 'certificate'
  | 'untrusted'
  | 'too-large'
  | 'closed'
  | 'timeout';

/** What a transport tells the endpoint. */
export interface TransportEvents {
  /** One whole message (a datagram, or a framed message of a stream). */
  received(bytes: Buffer, flow: Flow): void;
  /**
   * Framing was lost or a limit broken: the endpoint may answer, the transport closes afterwards.
   */
  malformed(bytes: Buffer, flow: Flow, rule: string): void;
  /** Something sent earlier to this place did not arrive, and nothing else will for now. */
  failed(
    target: Pick<Target, 'transport' | 'address' | 'port'>,
    side: Side,
    fault: TransportFault,
  ): void;
  /** A connection of ours is open. */
  opened?(target: Target, side: Side): void;
  /** It is no longer: told after `failed`, which is for what waits for an answer. */
  lost?(loss: FlowLoss): void;
}

/** A connection of ours that has come to its end, by whomever. */
export interface FlowLoss {
  readonly target: Target;
  readonly side: Side;
  readonly reason: string;
  /** Closed by an end that has said so, not broken: nothing is wrong with the server. */
  readonly isOrderly: boolean;
  /** How long it was open. */
  readonly heldMs: number;
}

/** How a connection is kept, until it is said anew. RFC 5626 §4.4.1. */
export interface KeepAlive {
  /** Silence that does not close it. */
  readonly idleMs: number;
  /** Said now: a ping asks for a pong, a CRLF for nothing. */
  readonly say?: 'ping' | 'crlf' | undefined;
  /** The other end knows pongs: one that is missing ends the connection. */
  readonly isAnswerOwed?: boolean;
}

/** The addresses that go into Via and Contact for one side and transport. */
export interface LocalAddress {
  readonly host: string;
  readonly port: number;
}

/** The only door to the network: sockets in production, a simulated network in the simulation. */
export interface Transport {
  /** What others should call this side by: the advertised address when one is configured. */
  local(side: Side, transport: TransportName): LocalAddress;
  /** Sends to a target from a side, opening or reusing a flow; failures come back as `failed`. */
  send(bytes: Buffer, target: Target, side: Side): void;
  /**
   * Sends back on the flow something arrived on (RFC 3581 for datagrams, same connection for
   * streams).
   */
  reply(bytes: Buffer, flow: Flow): void;
  /**
   * From now on datagrams to this target leave from another port, and a stream is given up for
   * another: what is between may hold a stale state. False, or absent, where there is neither.
   */
  renew?(target: Target, side: Side): boolean;
  /** The connection to this target is kept; false where there is none. */
  keep?(target: Target, side: Side, how: KeepAlive): boolean;
  /** The listeners of a side once more, on the same settings; rejects while that cannot be. */
  reopen?(side: Side): Promise<void>;
  close(): Promise<void>;
}
