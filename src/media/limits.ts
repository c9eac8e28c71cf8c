/** Every limit of the media engine, in one place. */
export const limits = {
  sdpBytesMax: 32_768,
  sdpLinesMax: 1024,
  sdpLineBytesMax: 4096,
  /** m= lines of one description; each may take two port pairs. */
  streamsMax: 16,
  /** Port pairs found in other programs' hands, after which a call is refused. */
  heldPortsMax: 128,
  /** Port pairs bound ahead at each address: as many calls begin without waiting for the child. */
  pairsReady: 8,
  /** Emergency calls that have room above the budget, and ports kept for them. */
  urgentSessions: 32,
  /** What a call of audio takes: one pair for each party. */
  audioPairs: 2,
  formatsMax: 64,
  /** Digits of a session id or version: 64 bits (RFC 8866 §5.2), with some air. */
  versionDigitsMax: 24,
  /** After an offer or answer: how long a source that was not signalled may be learnt (T24). */
  learningMs: 3000,
  /** Changes of SSRC believed at once after an offer or answer; later ones only after a silence. */
  ssrcChangesMax: 4,
  ssrcSilenceMs: 1000,
  /** How far apart turns of the child begin that serve packets: what this may add to a delay. */
  turnMs: 0.4,
  /** Packets of strangers counted on a leg, after which the kernel is left to drop them. */
  foreignCounted: 1000,
  /** The largest UDP payload that is relayed. */
  packetBytesMax: 2048,
  /** A leg that was heard this lately is speaking; one not heard this long beside it is not. */
  heardMs: 1000,
  oneWayMs: 2500,
  /** Sender reports remembered until they are answered. */
  senderReportsKept: 8,
  /** Sources that one SRTP key may see: a key and source must never begin anew. */
  sourcesPerKeyMax: 64,
  /** How often the child looks for silent legs. */
  watchMs: 250,
  /** Frames a late pacer makes up for; more are skipped. */
  catchUpFramesMax: 5,
  /** A sound file: about eight minutes of 16-bit samples. */
  wavBytesMax: 8_388_608,
  /** Rendered tones that are kept. */
  tracksKept: 256,
  /** What a recording grows to: an hour. */
  recordingBytesMax: 57_600_000,
  /** Silence put into a recording for packets that did not come. */
  recordingGapMsMax: 10_000,
  conferenceMembersMax: 8,
  digitMsMin: 40,
  digitMsMax: 5000,
  /** Digits waiting to be sent on one leg. */
  digitsMax: 64,
  /** How long an answer of rtpengine is waited for before it is asked again; then no longer. */
  ngWaitsMs: [150, 300, 550],
  /** Between an answer to a ping and the next one. */
  ngPingMs: 1000,
  /** How often calls at rtpengine are looked at. */
  ngLookMs: 1000,
  /** How long the child may take to end when asked. */
  stopMs: 2000,
} as const;
