/** Events that cross charts, and what every chart is told of its surroundings. */

/** Time and chance are inputs: ADR 4. */
export interface Surroundings {
  /** Monotonic milliseconds. */
  now(): number;
  /** Uniform in [0, 1). */
  chance(): number;
}

/** Server lists, their order or health changed in a way that may concern a walk. */
export interface ServersChanged {
  readonly type: 'servers.changed';
}

/** A server is up again; each line has a delay of its own, so that not all return at once. */
export interface ServerRecovered {
  readonly type: 'server.recovered';
  readonly server: string;
  readonly isMaster: boolean;
  readonly delayMs: number;
}

/** The connection that a line is registered over is gone. RFC 5626 §4.5. */
export interface FlowLost {
  readonly type: 'flow.lost';
  readonly server: string;
  readonly reason: string;
  /** It has not held for long. */
  readonly isBrief: boolean;
}

/** How a child's life ended, so that its parent can decide on a restart. */
export interface Ending {
  readonly reason: 'normal' | 'fault';
  readonly message?: string;
}

/** A child failed and rests; parked when it has failed again and again. */
export interface Crash {
  readonly message: string;
  readonly delayMs: number;
  readonly isParked: boolean;
}

export const noCrash: Crash = { message: 'it failed', delayMs: 0, isParked: false };

/** The ending of a chart that kept what its effects threw. */
export function endingOf({ fault }: { readonly fault: string | undefined }): Ending {
  return fault === undefined ? { reason: 'normal' } : { reason: 'fault', message: fault };
}
