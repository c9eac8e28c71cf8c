/** What the network tells before and after there is somebody to tell it to. */
import type { FlowLoss, Side, Target, TransportEvents } from '../sip/flow.ts';
import type { Phones } from './ports/phones.ts';

/** Who follows connections of ours. */
export interface FlowWatch {
  opened(target: Target, side: Side): void;
  lost(loss: FlowLoss): void;
}

/** Who hears of connections; made after the endpoint, which is heard with first. */
interface Watchers {
  readonly flows: FlowWatch;
  readonly phones: Pick<Phones, 'unreachable'>;
}

export class Ears implements TransportEvents {
  #endpoint: TransportEvents | undefined;
  #watchers: Watchers | undefined;

  hearWith(endpoint: TransportEvents, watchers: Watchers): void {
    this.#endpoint = endpoint;
    this.#watchers = watchers;
  }

  received(...what: Parameters<TransportEvents['received']>): void {
    this.#endpoint?.received(...what);
  }

  malformed(...what: Parameters<TransportEvents['malformed']>): void {
    this.#endpoint?.malformed(...what);
  }

  /** Phones first: whoever is tried in the place of one must not find the same once more. */
  failed(...[target, side, fault]: Parameters<TransportEvents['failed']>): void {
    if (side === 'lan') this.#watchers?.phones.unreachable(target, fault);
    this.#endpoint?.failed(target, side, fault);
  }

  opened(...what: Parameters<FlowWatch['opened']>): void {
    this.#watchers?.flows.opened(...what);
  }

  lost(loss: FlowLoss): void {
    this.#watchers?.flows.lost(loss);
  }
}
