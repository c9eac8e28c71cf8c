/** One rtpengine: asked, pinged, and known to answer or not. */
import type { Clock } from '../child-link.ts';
import { limits } from '../limits.ts';
import type { Place } from '../sdp/places.ts';
import type { Dictionary } from './bencode.ts';
import { NgClient } from './ng-client.ts';

export class Daemon {
  readonly name: string;
  readonly #clock: Clock;
  readonly #client: NgClient;
  readonly #changed: (daemon: Daemon) => void;
  #timer: unknown;
  /** Until it is seen not to answer, so that the first call need not wait for the first ping. */
  #isUp = true;

  constructor(place: Place, clock: Clock, changed: (daemon: Daemon) => void) {
    this.name = placeText(place);
    this.#clock = clock;
    this.#changed = changed;
    this.#client = new NgClient(place, clock);
    void this.#ping();
  }

  isUp(): boolean {
    return this.#isUp;
  }

  /** Undefined when it does not answer. */
  async ask(command: Dictionary): Promise<Dictionary | undefined> {
    const answer = await this.#client.ask(command);
    this.#learn(answer !== undefined);
    return answer;
  }

  close(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#client.close();
  }

  async #ping(): Promise<void> {
    await this.ask({ command: 'ping' });
    if (this.#timer !== null)
      this.#timer = this.#clock.setTimeout(() => void this.#ping(), limits.ngPingMs);
  }

  #learn(isUp: boolean): void {
    if (isUp === this.#isUp || this.#timer === null) return;
    this.#isUp = isUp;
    this.#changed(this);
  }
}

/** `10.0.0.1:2223`, `[2001:db8::1]:2223`. */
export function placeText({ address, port }: Place): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
