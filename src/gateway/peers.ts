/** The addresses of the configured servers: whoever else calls in is a stranger. Threat T1. */
import type { Configuration } from '../domain/configuration.ts';
import type { Core } from './core.ts';

export class Peers {
  readonly #core: Core;
  #addresses = new Set<string>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** Looks where the servers are, again after every change and now and then. */
  learn({ locationServers, proxyServers }: Configuration): void {
    const found = new Set<string>();
    for (const { contact } of [...locationServers, ...proxyServers]) {
      this.#core.locate(contact, (located) => {
        if (!located.ok) return;
        for (const { address } of located.targets) {
          found.add(address);
          this.#addresses.add(address);
        }
      });
    }
    // What is known at once replaces what was; names that are still being asked for are added.
    this.#addresses = new Set([...found]);
  }

  isServer(address: string): boolean {
    return this.#addresses.has(plain(address));
  }
}

/** An IPv4 address that came in over an IPv6 socket. */
function plain(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}
