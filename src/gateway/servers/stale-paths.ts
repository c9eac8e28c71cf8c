/**
 * Servers that fall silent behind a NAT are asked from another port: what the NAT remembers of the
 * old one may be stale. users-ask R8
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
  /** No other port before this. */
  restsUntilMs: number;
}

/** Silences in a row. */
const silencesMax = 3;
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
      if (target.transport !== 'udp' || !publicAddresses.isTranslated(target)) return;
      const key = keyOf(target);
      const silence = this.#silences.get(key) ?? { count: 0, restsUntilMs: 0 };
      this.#silences.set(key, silence);
      silence.count += 1;
      if (silence.count < silencesMax || clock.now() < silence.restsUntilMs) return;
      this.#silences.set(key, { count: 0, restsUntilMs: clock.now() + restMs });
      transport.renew?.(target, 'wan');
      this.#tell(target);
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

  #tell({ address, port }: Target): void {
    this.#ports.events.report({
      code: 'network.port-renewed',
      subject: { kind: 'gateway', name: '' },
      text: `${address}:${port} is silent and is asked from another port`,
      facts: { server: `${address}:${port}` },
    });
  }
}

function keyOf({ address, port }: Target): string {
  return `${address} ${port}`;
}
