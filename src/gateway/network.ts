/** The network door, with listeners that can be moved while the gateway runs. */
import type { Configuration } from '../domain/configuration.ts';
import { isUnspecified } from '../domain/interfaces.ts';
import { setting } from '../domain/protocol.ts';
import type { LocalAddress, Side, Transport, TransportEvents, TransportName } from '../sip/flow.ts';
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
  /** Sides whose address the machine has lost, as is found by who watches. */
  readonly gone = new Set<Side>();
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
      this.gone.clear();
    } catch (error) {
      this.#inner = await this.#world.openTransport(this.#settings, this.#events);
      throw error;
    }
    return true;
  }

  /** The same listeners of a side once more: the machine has other addresses. */
  async reopen(side: Side): Promise<void> {
    await this.#inner.reopen?.(side);
  }

  /** What a side listens on, and where we are by that now; empty: nowhere. */
  whereabouts(side: Side): { readonly listen: string; readonly at: string } {
    const { address: listen } = this.#settings.sides[side];
    if (isUnspecified(listen)) return { listen, at: this.#standIn(side) ?? '' };
    return { listen, at: this.#world.hasAddress?.(listen) === false ? '' : listen };
  }

  /** The address of the machine that stands for all of them, where a side listens on all. */
  standIns(): Readonly<Record<Side, string | undefined>> {
    return { lan: this.#standIn('lan'), wan: this.#standIn('wan') };
  }

  #standIn(side: Side): string | undefined {
    const { address } = this.#settings.sides[side];
    if (!isUnspecified(address)) return undefined;
    const isOfFamily = (one: string) => one.includes(':') === address.includes(':');
    return this.#world.localAddresses?.().find(isOfFamily);
  }

  local(side: Side, transport: TransportName): LocalAddress {
    const local = this.#inner.local(side, transport);
    return isUnspecified(local.host)
      ? { ...local, host: this.#standIn(side) ?? local.host }
      : local;
  }

  send(...what: Parameters<Transport['send']>): void {
    this.#inner.send(...what);
  }

  reply(...what: Parameters<Transport['reply']>): void {
    this.#inner.reply(...what);
  }

  renew(...what: Parameters<NonNullable<Transport['renew']>>): boolean {
    return this.#inner.renew?.(...what) ?? false;
  }

  keep(...what: Parameters<NonNullable<Transport['keep']>>): boolean {
    return this.#inner.keep?.(...what) ?? false;
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}
