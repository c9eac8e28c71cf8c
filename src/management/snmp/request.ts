/** The seam between what speaks a protocol and what answers: a checked request, its reply. */
import type { Operation } from './pdu.ts';
import type { Varbind } from './value.ts';

/** RFC 2741 §6.2.8 to §6.2.11: a master's SET in its phases. */
type SetPhase = 'testSet' | 'commitSet' | 'undoSet' | 'cleanupSet';

export interface AgentRequest {
  readonly operation: Operation | SetPhase;
  readonly version: 'v1' | 'v2c' | 'v3' | 'agentx';
  readonly nonRepeaters: number;
  readonly maxRepetitions: number;
  readonly varbinds: readonly Varbind[];
  /** Names whose own instance a getNext may return: RFC 2741 §5.2, `include`. */
  readonly included?: readonly boolean[];
  readonly access: 'read' | 'write';
  /** The name of a view. */
  readonly view: string;
  /** Whose revision a change becomes. */
  readonly who: string;
  /** The address that it came from; absent: a master agent asks. */
  readonly source?: string;
  /** Octets that the encoded variable bindings may fill. */
  readonly budgetBytes: number;
  /** Which SET the phases belong to. */
  readonly transaction?: string;
}

export interface AgentReply {
  /** Numbers of RFC 3416 §3; of RFC 1157 where the request was of version 1. */
  readonly errorStatus: number;
  /** From 1; 0 where no variable binding is to blame. */
  readonly errorIndex: number;
  /**
   * Encoded one after the other; empty where there is an error and the request's own are to be sent
   * back.
   */
  readonly varbinds: Uint8Array;
}

export type Ask = (request: AgentRequest) => Promise<AgentReply>;
