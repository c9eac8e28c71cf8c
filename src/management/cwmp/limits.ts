/** Every limit of the CPE, in one place: what an ACS may send, what is kept, how long is waited. */
export const limits = {
  /** Bytes of one HTTP body, either way in. */
  bodyBytesMax: 1_048_576,
  depthMax: 64,
  /** A SetParameterValues of 5,000 parameters has 15,000. */
  elementsMax: 20_000,
  redirectsMax: 5,
  /** Challenges answered for one request: one, and one more for a stale nonce. */
  challengesMax: 2,
  cookiesMax: 16,
  cookieBytesMax: 4096,
  /** Requests answered in one session; GenieACS stops at 255. */
  requestsMax: 2000,
  /** Leaves read before other work gets its turn. */
  leavesAtATime: 250,
  transfersMax: 10,
  /** A file that is not there whole after this long is given up. */
  transferMs: 60_000,
  /** A scheduled download that failed is tried again, one that waits for calls to end looks. */
  transferRetryMs: 60_000,
  idleCheckMs: 10_000,
  lookupAddressesMax: 10,
  scheduledInformsMax: 16,
  /** Sessions whose envelopes are kept, and bytes kept of each. */
  tracedSessions: 5,
  tracedBytesMax: 262_144,
  /** Calls shown in the call log. */
  callLogRows: 20,
  /**
   * Changes are looked at when they have been quiet this long, or at the latest after the second.
   */
  changesQuietMs: 2000,
  changesLatestMs: 30_000,
  /** Connection requests at once, and how often one more. */
  connectionRequestBurst: 3,
  connectionRequestEveryMs: 10_000,
  connectionRequestBytesMax: 16_384,
  noncesMax: 64,
  nonceLifeMs: 60_000,
  /** Sessions that a new ACS may leave unanswered before the old one is used again. */
  acsChangeFailuresMax: 5,
} as const;
