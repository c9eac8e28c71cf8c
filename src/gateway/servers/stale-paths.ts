/**
 * Servers that fall silent behind a NAT are asked from another port, and those on a connection over
 * another one: what is between may remember something stale. users-ask R8
 */
import type { Contact } from '../../domain/configuration.ts';
import type { EventLog } from '../../management/events.ts';
import type { Target } from '../../sip/flow.ts';
import type { Core } from '../core.ts';

interface PathPorts {
  readonly core: Pick<Core, 'clock' | 'transport' | 'publicAddresses' | 'locate'>;
  readonly events: EventLog;
}

interface Silence {
  count: number;
  /** No other before this. */
  restsUntilMs: number;
}

/** Silences in a row; a connection loses nothing by itself. */
const silencesMax = { udp: 3, tcp: 2, tls: 2 } as const;
/** Between two ports for one server, however many lines ask there. */
const restMs = 30_000;

export class StalePaths {
  readonly #ports: PathPorts;
  readonly #silences = new Map<string, Silence>();

  constructor(ports: PathPorts) {
    this.#ports = ports;
  }

  /** An attempt there has not been answered. */
  silent(contact: Contact): void {
    const { clock, transport, publicAddresses } = this.#ports.core;
    this.#each(contact, (target) => {
      if (target.transport === 'udp' && !publicAddresses.isTranslated(target)) return;
      const key = keyOf(target);
      const silence = this.#silences.get(key) ?? { count: 0, restsUntilMs: 0 };
      this.#silences.set(key, silence);
      silence.count += 1;
      const isEnough = silence.count >= silencesMax[target.transport];
      if (!isEnough || clock.now() < silence.restsUntilMs) return;
      this.#silences.set(key, { count: 0, restsUntilMs: clock.now() + restMs });
      if (transport.renew?.(target, 'wan')) this.#tell(target);
    });
  }

  answered(contact: Contact): void {
    if (this.#silences.size > 0) {
      this.#each(contact, (target) => void this.#silences.delete(keyOf(target)));
    }
  }

  #each(contact: Contact, act: (target: Target) => void): void {
    this.#ports.core.locate(contact, (located) => {
      if (located.ok) for (const target of located.targets) act(target);
    });
  }

  #tell({ transport, address, port }: Target): void {
    const way = transport === 'udp' ? 'from another port' : 'over another connection';
    this.#ports.events.report({
      code: 'network.port-renewed',
      subject: { kind: 'gateway', name: '' },
      text: `${address}:${port} is silent and is asked ${way}`,
      facts: { server: `${address}:${port}` },
    });
  }
}

function keyOf({ transport, address, port }: Target): string {
  return `${transport} ${address} ${port}`;
}
