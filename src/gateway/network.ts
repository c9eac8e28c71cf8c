/** The network door, with listeners that can be moved while the gateway runs. */
import type { Configuration } from '../domain/configuration.ts';
import { isUnspecified } from '../domain/interfaces.ts';
import { setting } from '../domain/protocol.ts';
import { Refusal } from '../domain/refusal.ts';
import type {
  LocalAddress,
  Side,
  Target,
  Transport,
  TransportEvents,
  TransportName,
} from '../sip/flow.ts';
import type { NetworkSettings, OpenedTransport, World } from './world.ts';

const noTls = { ca: undefined, cert: undefined, key: undefined };

interface Opened {
  readonly transport: OpenedTransport;
  /** Why there is no TLS. */
  readonly trouble: Refusal | undefined;
}

/** What is in the way of TLS alone keeps no other transport from being opened. */
async function openAnyway(
  world: World,
  settings: NetworkSettings,
  events: TransportEvents,
): Promise<Opened> {
  try {
    return { transport: await world.openTransport(settings, events), trouble: undefined };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const open = world.openTransport({ ...settings, tls: noTls }, events);
    const transport = await open.catch(() => {
      throw error;
    });
    const why = `there is no TLS, nobody is reached by it: ${error.code} ${error.message}`;
    return { transport, trouble: new Refusal('E-TLS', why) };
  }
}

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
  #opened: Opened;
  #securing: Promise<boolean> | undefined;

  private constructor(
    world: World,
    events: TransportEvents,
    settings: NetworkSettings,
    opened: Opened,
  ) {
    this.#world = world;
    this.#events = events;
    this.#settings = settings;
    this.#opened = opened;
  }

  static async open(
    world: World,
    events: TransportEvents,
    settings: NetworkSettings,
  ): Promise<Network> {
    return new Network(world, events, settings, await openAnyway(world, settings, events));
  }

  /**
   * Moves the listeners; when the new ones cannot be opened the old ones are back, and it rejects.
   */
  async move(settings: NetworkSettings): Promise<boolean> {
    if (isSame(settings, this.#settings)) return this.secured();
    await this.#securing;
    await this.#inner().close();
    try {
      const transport = await this.#world.openTransport(settings, this.#events);
      this.#opened = { transport, trouble: undefined };
      this.#settings = settings;
      this.gone.clear();
    } catch (error) {
      this.#opened = await openAnyway(this.#world, this.#settings, this.#events);
      throw error;
    }
    return true;
  }

  /** Why nobody is reached over TLS; undefined: it is to be had. */
  trouble(): Refusal | undefined {
    return this.#opened.trouble;
  }

  /** Whether TLS has become possible just now. */
  secured(): Promise<boolean> {
    this.#securing ??= this.#secure().finally(() => {
      this.#securing = undefined;
    });
    return this.#securing;
  }

  async #secure(): Promise<boolean> {
    const { transport, trouble } = this.#opened;
    if (!trouble || !transport.secure) return false;
    try {
      await transport.secure(this.#settings.tls);
    } catch {
      return false;
    }
    this.#opened = { transport, trouble: undefined };
    return true;
  }

  #inner(): Transport {
    return this.#opened.transport;
  }

  /** The same listeners of a side once more: the machine has other addresses. */
  async reopen(side: Side): Promise<void> {
    await this.#inner().reopen?.(side);
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
    const local = this.#inner().local(side, transport);
    return isUnspecified(local.host)
      ? { ...local, host: this.#standIn(side) ?? local.host }
      : local;
  }

  send(bytes: Buffer, target: Target, side: Side): void {
    if (target.transport !== 'tls' || !this.#opened.trouble)
      return this.#inner().send(bytes, target, side);
    // Told later, as by any network.
    this.#world.clock.setTimeout(() => this.#events.failed(target, side, 'no-tls'), 0);
  }

  reply(...what: Parameters<Transport['reply']>): void {
    this.#inner().reply(...what);
  }

  renew(...what: Parameters<NonNullable<Transport['renew']>>): boolean {
    return this.#inner().renew?.(...what) ?? false;
  }

  keep(...what: Parameters<NonNullable<Transport['keep']>>): boolean {
    return this.#inner().keep?.(...what) ?? false;
  }

  close(): Promise<void> {
    return this.#inner().close();
  }
}
