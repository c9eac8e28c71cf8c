/** Every limit of the configuration, in one place. Lengths are characters; sources: the manual §2, ours where it is silent. */
export const limits = {
  /** Users and forwarding rules together. */
  entriesMax: 100,
  serversMax: 32,
  portsMax: 100,
  prefixReplacementsMax: 100,
  nameLength: 16,
  addressLength: 32,
  areaCodeLength: 10,
  pseudonymLength: 64,
  loginLength: 255,
  passwordLength: 255,
  manualLoginLength: 32,
  manualPasswordLength: 16,
  domainLength: 255,
  contactHostLength: 256,
  digitMapLength: 128,
  prefixLength: 16,
  fwaddressLength: 32,
  dialledLength: 64,
  priorityMax: 7,
  dialMaskMax: 32,
  /** The longest delay a Node timer keeps: 2^31-1 ms. */
  delayMsMax: 2_147_483_647,
} as const;
