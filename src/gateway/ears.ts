/** What the network tells before and after there is an endpoint to tell it to. */
import type { TransportEvents } from '../sip/flow.ts';

export class Ears implements TransportEvents {
  #endpoint: TransportEvents | undefined;

  hearWith(endpoint: TransportEvents): void {
    this.#endpoint = endpoint;
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
}
