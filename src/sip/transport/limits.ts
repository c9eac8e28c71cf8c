/** What a transport puts up with, in one place. */
export const limits = {
  /** Asked of the kernel for every datagram socket: bursts must not be lost. */
  receiveBufferBytes: 4 * 1024 * 1024,
  messageBytesMax: 65_535,
  headBytesMax: 65_535,
  connectionsMax: 1000,
  connectionsPerSourceMax: 100,
  /** From accept to the first whole message. */
  firstMessageMs: 30_000,
  /** Silence that closes a connection unless it is kept; CRLF keep-alives count as life. */
  idleMs: 130_000,
  connectMs: 3000,
  /** From a keep-alive of ours to its answer. */
  pongMs: 10_000,
  /** For a closed connection to get rid of its last bytes. */
  lingerMs: 2000,
  /** Unsent bytes that make a connection count as lost. */
  backlogBytesMax: 1024 * 1024,
  /** Places known to answer keep-alives. */
  answerersMax: 256,
  /** Connected datagram sockets, one for each server or phone we send to. */
  datagramPeersMax: 256,
} as const;
