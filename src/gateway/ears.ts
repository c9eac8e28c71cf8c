/** What the network tells before and after there is somebody to tell it to. */
import type { FlowLoss, Side, Target, TransportEvents } from '../sip/flow.ts';

/** Who follows connections of ours. */
export interface FlowWatch {
  opened(target: Target, side: Side): void;
  lost(loss: FlowLoss): void;
}

export class Ears implements TransportEvents {
  #endpoint: TransportEvents | undefined;
  #flows: (() => FlowWatch) | undefined;

  hearWith(endpoint: TransportEvents, flows: () => FlowWatch): void {
    this.#endpoint = endpoint;
    this.#flows = flows;
  }

  received(...what: Parameters<TransportEvents['received']>): void {
    this.#endpoint?.received(...what);
  }

  malformed(...what: Parameters<TransportEvents['malformed']>): void {
    this.#endpoint?.malformed(...what);
  }

  failed(...what: Parameters<TransportEvents['failed']>): void {
    this.#endpoint?.failed(...what);
  }

  opened(...what: Parameters<FlowWatch['opened']>): void {
    this.#flows?.().opened(...what);
  }

  lost(loss: FlowLoss): void {
    this.#flows?.().lost(loss);
  }
}
