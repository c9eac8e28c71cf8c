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

export interface SnmpOperations {
  status(): SnmpStatus;
}
