/** Every limit of the configuration: lengths in characters, from the manual's §2 or ours. */
export const limits = {
  /** Users and forwarding rules together. */
  entriesMax: 100,
  /** In each of the two lists. */
  serversMax: 32,
  portsMax: 100,
  prefixReplacementsMax: 100,
  ringRulesMax: 100,
  serviceCodesMax: 100,
  /** Rows begun by a management server, of all kinds. */
  draftsMax: 400,
  nameLength: 16,
  /** Users and forwarding rules: 32 each, where the sibling product has 64. */
  addressLength: 32,
  areaCodeLength: 10,
  pseudonymLength: 64,
  loginLength: 255,
  passwordLength: 255,
  manualLoginLength: 32,
  manualPasswordLength: 16,
  /** The manual says 255 for a user's domain and 256 for a contact; both are kept. */
  domainLength: 255,
  contactHostLength: 256,
  phoneContactLength: 255,
  digitMapLength: 128,
  prefixLength: 16,
  replacementLength: 16,
  codeLength: 10,
  fwaddressLength: 32,
  countryCodeLength: 3,
  internationalPrefixLength: 8,
  dialledLength: 64,
  priorityMax: 7,
  dialMaskMax: 32,
  forwardSecondsMax: 600,
  /** Of one user: at a time, and in an hour. */
  callsOfUserMax: 10_000,
  minutesPerDayMax: 100_000,
  prefixesMax: 32,
  /** Forwardings one after the other, before a call counts as going round. */
  forwardsMax: 5,
  udpPortMax: 65_535,
  /** rtpengines that media may go to. */
  mediaDaemonsMax: 8,
  /** The longest delay a Node timer keeps: 2^31-1 ms. */
  delayMsMax: 2_147_483_647,
  /** Codecs of one policy. */
  codecsMax: 16,
} as const;
