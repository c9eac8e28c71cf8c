/** What the agent's own objects are read from. */
import type { View } from '../view.ts';
import type { Counts } from './counters.ts';
import type { Instants } from './syntax.ts';

export interface AgentFacts {
  readonly view: View;
  readonly instants: () => Instants;
  /** Milliseconds since the agent started. */
  readonly upTimeMs: () => number;
  readonly counts: () => Counts;
  readonly engine: () => {
    readonly id: Buffer;
    readonly boots: number;
    readonly seconds: number;
  };
  readonly suppressed: () => number;
}
