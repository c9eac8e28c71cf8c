/**
 * The addresses of this machine, looked at every two seconds: a listener on all of them moves with
 * them. users-ask R8
 */
import type { EventLog } from '../management/events.ts';
import type { Network } from './network.ts';
import type { World } from './world.ts';

interface WatchPorts {
  readonly world: Pick<World, 'clock' | 'log' | 'localAddresses'>;
  readonly network: Pick<Network, 'standIns' | 'reopen'>;
  readonly events: EventLog;
  /** Listeners are open at the new addresses. */
  readonly moved: () => void;
}

const lookEveryMs = 2000;

export class AddressWatch {
  readonly #ports: WatchPorts;
  #before: string;
  #timer: unknown;

  constructor(ports: WatchPorts) {
    this.#ports = ports;
    this.#before = this.#now();
  }

  start(): void {
    const { clock, log, localAddresses } = this.#ports.world;
    if (!localAddresses) return;
    this.#timer = clock.setTimeout(() => {
      this.#look()
        .catch((error: unknown) => log.error({ error }, 'listeners could not follow the address'))
        .finally(() => this.#timer !== undefined && this.start());
    }, lookEveryMs);
  }

  stop(): void {
    this.#ports.world.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** What is connected keeps the address that it has left from: all is opened anew. */
  async #look(): Promise<void> {
    const [before, now] = [this.#before, this.#now()];
    // A machine without any address has nowhere to go yet.
    if (now === before || now === '') return;
    await this.#ports.network.reopen();
    // Only now: what has failed is tried again at the next look.
    this.#before = now;
    this.#ports.events.report({
      code: 'network.address-changed',
      subject: { kind: 'gateway', name: '' },
      text: before === '' ? `we are at ${now}` : `we are at ${now}, no longer at ${before}`,
      facts: { before, now },
    });
    this.#ports.moved();
  }

  /** Empty where nothing listens on all addresses, or there is none. */
  #now(): string {
    const { lan, wan } = this.#ports.network.standIns();
    return [...new Set([wan, lan])].filter((host) => host !== undefined).join(' and ');
  }
}
