/**
 * The addresses of this machine, looked at every two seconds: a listener on all of them moves with
 * them, one whose address is gone is told of, and is opened anew when it is back; so is TLS, where
 * it could not be had. users-ask R8
 */
import type { Refusal } from '../domain/refusal.ts';
import type { EventLog } from '../management/events.ts';
import type { Side } from '../sip/flow.ts';
import type { Network } from './network.ts';
import type { World } from './world.ts';

interface WatchPorts {
  readonly world: Pick<World, 'clock' | 'log' | 'localAddresses'>;
  readonly network: Pick<Network, 'whereabouts' | 'reopen' | 'gone' | 'trouble' | 'secured'>;
  readonly events: EventLog;
  /** Listeners are open at the new addresses. */
  readonly moved: () => void;
  /** The listener of this side is open at its own address again. */
  readonly returned: (side: Side) => void;
}

interface Seen {
  /** What is listened on. */
  readonly listen: string;
  /** Where we are by it; empty: nowhere. */
  readonly at: string;
}

const lookEveryMs = 2000;
const sides: readonly Side[] = ['wan', 'lan'];

export class AddressWatch {
  readonly #ports: WatchPorts;
  readonly #before = new Map<Side, Seen>();
  #timer: unknown;
  /** Why there was no TLS when last looked. */
  #trouble: Refusal | undefined;

  constructor(ports: WatchPorts) {
    this.#ports = ports;
    for (const side of sides) this.#before.set(side, ports.network.whereabouts(side));
    this.#heed(ports.network.trouble());
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

  async #look(): Promise<void> {
    const { network, moved, returned } = this.#ports;
    await network.secured();
    if (this.#heed(network.trouble())) returned('wan');
    for (const side of sides) {
      const before = this.#before.get(side);
      const now = network.whereabouts(side);
      const isOther = before?.listen !== now.listen;
      // Listening elsewhere by now is somebody's wish, not news.
      if (isOther) this.#before.set(side, now);
      if (isOther || before.at === now.at) continue;
      if (now.at === '') this.#left(side, now);
      else {
        // What is connected keeps the address that it has left from: all is opened anew.
        await network.reopen(side);
        // Only now: what has failed is tried again at the next look.
        this.#before.set(side, now);
        if (network.gone.delete(side)) {
          this.#tell('network.address-back', side, before, now);
          returned(side);
        } else {
          this.#tell('network.address-changed', side, before, now);
          moved();
        }
      }
    }
  }

  /** Whether TLS is back. */
  #heed(trouble: Refusal | undefined): boolean {
    const before = this.#trouble;
    this.#trouble = trouble;
    if (trouble && !before) {
      this.#report('network.tls-missing', trouble.message, {});
    }
    if (trouble || !before) return false;
    this.#report('network.tls-back', 'TLS is to be had', {});
    return true;
  }

  /** Who listens on all of them has nowhere to go yet; an address of one's own is missed. */
  #left(side: Side, now: Seen): void {
    const { network } = this.#ports;
    const before = this.#before.get(side);
    if (!before || before.at !== now.listen) return;
    this.#before.set(side, now);
    network.gone.add(side);
    this.#tell('network.address-lost', side, before, now);
  }

  #tell(code: keyof typeof texts, side: Side, before: Seen, now: Seen): void {
    const has = this.#ports.world.localAddresses?.() ?? [];
    const text = `${side}: ${texts[code](before, now, has.join(', ') || 'none')}`;
    this.#report(code, text, { interface: side, before: before.at, now: now.at });
  }

  #report(code: string, text: string, facts: Readonly<Record<string, string>>): void {
    this.#ports.events.report({ code, subject: { kind: 'gateway', name: '' }, text, facts });
  }
}

const texts = {
  'network.address-changed': ({ at }: Seen, now: Seen) =>
    at === '' ? `we are at ${now.at}` : `we are at ${now.at}, no longer at ${at}`,
  'network.address-lost': (_: Seen, { listen }: Seen, has: string) =>
    `${listen} is no address of this machine any more; it has ${has}`,
  'network.address-back': (_: Seen, { listen }: Seen) =>
    `${listen} is an address of this machine again`,
};
