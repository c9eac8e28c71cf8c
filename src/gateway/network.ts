/** The network door, with listeners that can be moved while the gateway runs. */
import type { Configuration } from '../domain/configuration.ts';
import { setting } from '../domain/protocol.ts';
import type { Transport, TransportEvents } from '../sip/flow.ts';
import type { NetworkSettings, World } from './world.ts';

export function networkSettings(configuration: Configuration): NetworkSettings {
  const file = (name: 'tls-ca' | 'tls-cert' | 'tls-key') =>
    setting(configuration, name) || undefined;
  return {
    sides: configuration.interfaces,
    tls: { ca: file('tls-ca'), cert: file('tls-cert'), key: file('tls-key') },
  };
}

function isSame(one: NetworkSettings, other: NetworkSettings): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A transport whose sockets are opened anew when their settings change. */
export class Network implements Transport {
  readonly #world: World;
  readonly #events: TransportEvents;
  #settings: NetworkSettings;
  #inner: Transport;

  private constructor(
    world: World,
    events: TransportEvents,
    settings: NetworkSettings,
    inner: Transport,
  ) {
    this.#world = world;
    this.#events = events;
    this.#settings = settings;
    this.#inner = inner;
  }

  static async open(
    world: World,
    events: TransportEvents,
    settings: NetworkSettings,
  ): Promise<Network> {
    return new Network(world, events, settings, await world.openTransport(settings, events));
  }

  /**
   * Moves the listeners; when the new ones cannot be opened the old ones are back, and it rejects.
   */
  async move(settings: NetworkSettings): Promise<boolean> {
    if (isSame(settings, this.#settings)) return false;
    await this.#inner.close();
    try {
      this.#inner = await this.#world.openTransport(settings, this.#events);
      this.#settings = settings;
    } catch (error) {
      this.#inner = await this.#world.openTransport(this.#settings, this.#events);
      throw error;
    }
    return true;
  }

  local(...place: Parameters<Transport['local']>): ReturnType<Transport['local']> {
    return this.#inner.local(...place);
  }

  send(...what: Parameters<Transport['send']>): void {
    this.#inner.send(...what);
  }

  reply(...what: Parameters<Transport['reply']>): void {
    this.#inner.reply(...what);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}
