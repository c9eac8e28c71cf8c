/** Every limit of the web face, in one place. reliability-security.md T18 to T20. */
export const limits = {
  connections: 64,
  /** Viewers of the event stream; the rest of the connections is for everybody else. */
  viewers: 56,
  bodyBytes: 262_144,
  headerBytes: 16_384,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveMs: 5000,
  checkIntervalMs: 1000,
  closeMs: 1000,
  /** Unsent bytes after which a viewer that does not read is let go. */
  viewerBytes: 1_048_576,
  heartbeatMs: 15_000,
  /** How often the live state is compared with what viewers have. */
  liveMs: 500,
  /** The history of an hour. */
  samples: 240,
  sampleMs: 15_000,
  sessions: 256,
  sessionIdleMs: 3_600_000,
  sessionAgeMs: 43_200_000,
  /** Requests of one source: so many at once, so many a second. */
  requestBurst: 300,
  requestsPerSecond: 100,
  /** Wrong passwords and tokens of one source. */
  failureBurst: 10,
  failuresPerSecond: 0.1,
  /** Passwords that are being checked at a time. */
  logins: 4,
  eventsPerQuery: 1000,
  recordsPerQuery: 1000,
} as const;
