/** Every limit of the SNMP agent, in one place. */
export const limits = {
  /** Shorter or longer datagrams are no SNMP that anybody sends. */
  datagramMinBytes: 20,
  datagramMaxBytes: 8_192,
  /** Fits an Ethernet frame, and keeps amplification low. */
  responseMaxBytes: 1_400,
  /** How many times as long as its question an answer may be: a source may be forged. */
  amplificationMax: 30,
  /** The least that RFC 3412 §6.3 lets a peer take. */
  messageSizeMinBytes: 484,
  varbindsMax: 256,
  /** Rows of a GETBULK that are looked at, whatever was asked for. */
  repetitionsMax: 512,
  /** Datagrams of one source, a second, and how many may come at once. */
  datagramsPerSecond: 10_000,
  datagramsBurst: 20_000,
  /** Reports to one source: what an attacker could have sent elsewhere. */
  reportsPerSecond: 50,
  reportsBurst: 100,
  sourcesMax: 1_024,
  /** Failures to authenticate that the gateway is told of, of all sources. */
  failuresPerSecond: 5,
  failuresBurst: 20,
  /** Requests handed over and not answered yet. */
  pendingMax: 256,
  pendingMs: 5_000,
  /** RFC 3414 §2.2.3. */
  timeWindowSeconds: 150,
  heapMaxMiB: 96,
  /** The parent asks for a sign of life so often, and waits so long for it. */
  heartbeatMs: 2_000,
  heartbeatSilenceMs: 8_000,
  /** One event about a source that fails to authenticate, so often. */
  strangerMs: 60_000,
  /** A process that was told to stop has so long. */
  stopMs: 2_000,
  /** A place that is taken is tried again so often. */
  listenAgainMs: 5_000,
  /** Counters reach the gateway at most so often. */
  countsMs: 250,
  /** Rows that createAndWait began and nobody completed; they are forgotten after a while. */
  rowsNotReadyMax: 32,
  rowNotReadyMs: 600_000,
  /** Keys kept for receivers of informs: two for each user at each of them. */
  foreignKeysMax: 128,
  /** Requests kept by the trace, and names kept of each. */
  tracedRequests: 200,
  tracedNames: 4,
  /** Ended calls in the table of them, and how long what was read of them holds. */
  callLogRows: 100,
  callLogMs: 1_000,
  /** Notifications waiting for one target; further ones are counted as dropped. */
  notificationsQueuedMax: 100,
  informRetries: 3,
  informTimeoutMs: 1_000,
} as const;
