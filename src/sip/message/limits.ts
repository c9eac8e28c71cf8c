/**
 * How large a message and its parts may be, and how each excess is refused. RFC 3261 §21.4.11,
 * §21.5.7.
 */

export interface Limit {
  readonly max: number;
  readonly status: 400 | 414 | 513;
  readonly reason: string;
}

export const limits = {
  /** The largest datagram there is (§18.1.1); streams are held to the same. */
  messageBytes: { max: 65_535, status: 513, reason: 'Message Too Large' },
  headBytes: { max: 65_535, status: 513, reason: 'Message Head Too Large' },
  startLineBytes: { max: 8_192, status: 414, reason: 'Request-URI Too Long' },
  /** One header field, continuation lines included. */
  lineBytes: { max: 8_192, status: 400, reason: 'Header Field Too Long' },
  headerLines: { max: 256, status: 400, reason: 'Too Many Header Fields' },
  /**
   * Max-Forwards starts at 70 (§8.1.1.6), so no honest request has crossed more hops. Not fewer:
   * `longreq` of RFC 4475 (§3.1.1.7) is valid and has 34; each costs no more than its line.
   */
  vias: { max: 70, status: 400, reason: 'Too Many Via Header Fields' },
  /** §8.1.1.5: below 2^31. */
  cseq: { max: 2_147_483_647, status: 400, reason: 'CSeq Out Of Range' },
} as const satisfies Record<string, Limit>;

/** Larger values are read as these, as RFC 4475 §3.1.2.4 allows. */
export const maxForwardsMost = 255;
export const secondsMost = 4_294_967_295;
