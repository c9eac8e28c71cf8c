/** The endpoint's limits, in one place; those of single messages are in `message/limits.ts`. */
export const limits = {
  /** Server transactions at a time; the next request is answered 503 without state. */
  serverTransactionsMax: 20_000,
  /** Retry-After of that answer. */
  overloadRetrySeconds: 5,
  /** An INVITE that nobody answered for this long gets a 100 Trying (§17.2.1). */
  autoTryingMs: 200,
  /** Requests above this size go over a stream (§18.1.1). */
  datagramBytesMax: 1300,
  /** A Service-Route of more hops or bytes is not followed (RFC 3608). */
  serviceRouteHopsMax: 8,
  serviceRouteBytesMax: 512,
  /** Random branches made at a time. */
  branchPool: 64,
} satisfies Record<string, number>;
