/** Every limit of the store, in one place. */

/** How much of each kind is kept; the oldest goes when a newer one comes. */
export interface Retention {
  /** At least 1: the newest revision is the configuration. */
  readonly revisionsMax: number;
  readonly callRecordsMax: number;
  readonly eventsMax: number;
}

export const retention: Retention = {
  revisionsMax: 200,
  callRecordsMax: 10_000,
  eventsMax: 100_000,
};

export const storeLimits = {
  /** Writes that share one transaction, and so one fsync. */
  groupWritesMax: 1_000,
  /** Writes not yet durable; more are refused, so that a dead disk cannot eat the memory. */
  waitingWritesMax: 50_000,
  /** Records of ended calls that the store has not taken yet. */
  lateRecordsMax: 1_000,
  /** How long somebody else's transaction (a backup, a shell) may keep ours waiting. */
  busyMs: 2_000,
  /** The write-ahead log is cut back to this after a burst. */
  journalBytesMax: 8 * 1024 * 1024,
  keyBytes: 32,
  /** Profiles of the operator's own, and how long each may be. */
  profilesMax: 100,
  profileBytesMax: 64 * 1024,
} as const;
