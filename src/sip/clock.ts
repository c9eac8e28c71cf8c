/** Time as the protocol sees it: an input. XState's own clock has the same two timer methods. */
export interface Clock {
  /** Monotonic milliseconds. */
  now(): number;
  readonly setTimeout: (fire: () => void, delayMs: number) => unknown;
  readonly clearTimeout: (id: unknown) => void;
}

/** Chance as an input. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Lower-case hexadecimal text of `bytes` random bytes. */
  hex(bytes: number): string;
}
