/** What the SNMP agent shows of itself, for the other faces. */

/** `snmp show`. */
export interface SnmpStatus {
  /** `127.0.0.1:1161`, `off`, or why it does not listen. */
  readonly listen: string;
  readonly agentx: string;
  readonly engineId: string;
  readonly engineBoots: number;
  /** Answered requests by version and operation: `v3 getBulk`. */
  readonly requests: Readonly<Record<string, number>>;
  /** Datagrams refused, by reason. */
  readonly refusals: Readonly<Record<string, number>>;
  /** By target and what came of it: `nms confirmed`. */
  readonly notifications: Readonly<Record<string, number>>;
}

/** One request, or somebody who was not answered. */
export interface SnmpTraceView {
  /** ISO 8601 UTC. */
  readonly at: string;
  /** The address that it came from; empty: the master agent. */
  readonly source: string;
  /** A user, `community` or `agentx`; empty: nobody who is known. */
  readonly who: string;
  readonly version: string;
  readonly operation: string;
  /** The first of the objects asked for. */
  readonly names: readonly string[];
  /** How many were asked for. */
  readonly varbinds: number;
  /** `noError`; an error and the place of the varbind to blame; why there was no answer. */
  readonly result: string;
  readonly milliseconds: number;
}

export interface SnmpOperations {
  status(): SnmpStatus;
  /** Keeps the next requests, or forgets them. */
  setTrace(isOn: boolean): void;
  /** Oldest first. */
  trace(): readonly SnmpTraceView[];
}
