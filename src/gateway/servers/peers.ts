/** The addresses of the configured servers: whoever else calls in is a stranger. Threat T1. */
import type { Configuration, Contact, Server } from '../../domain/configuration.ts';
import { emptyConfiguration } from '../../domain/empty-configuration.ts';
import type { Core } from '../core.ts';

/** A flood of strangers is no flood of DNS questions. */
const learnEveryMs = 5000;

export class Peers {
  readonly #core: Core;
  #servers = new Map<string, Server>();
  /** Where forwarding rules send calls: they may not call in, but they talk in calls of ours. */
  #destinations = new Set<string>();
  #configuration: Configuration = emptyConfiguration;
  #learnAgainAtMs = 0;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Looks where the servers are, again after every change and now and then. */
  learn(configuration: Configuration): void {
    const { locationServers, proxyServers, forwardingRules } = configuration;
    this.#configuration = configuration;
    this.#learnAgainAtMs = this.#core.clock.now() + learnEveryMs;
    const found = new Map<string, Server>();
    for (const server of [...locationServers, ...proxyServers]) {
      this.#locate(server.contact, (address) => {
        // Two of one provider at one place: what is said of either holds.
        if (found.get(address)?.trusted === true) return;
        found.set(address, server);
        this.#servers.set(address, server);
      });
    }
    const destinations = new Set<string>();
    for (const { contact } of forwardingRules) {
      this.#locate(contact, (address) => {
        destinations.add(address);
        this.#destinations.add(address);
      });
    }
    // What is known at once replaces what was; names that are still being asked for are added.
    this.#servers = new Map(found);
    this.#destinations = new Set(destinations);
  }

  /** Whether somebody that the configuration names is at this address. */
  areAt(address: string): boolean {
    const known = plain(address);
    return this.#servers.has(known) || this.#destinations.has(known);
  }

  #locate(contact: Contact, found: (address: string) => void): void {
    this.#core.locate(contact, (located) => {
      if (!located.ok) return;
      for (const { address } of located.targets) found(address);
    });
  }

  /** Names may have moved: an unknown address has them looked up again, for the next time. */
  serverAt(address: string): Server | undefined {
    const known = this.#servers.get(plain(address));
    if (known) return known;
    const now = this.#core.clock.now();
    if (now >= this.#learnAgainAtMs) this.learn(this.#configuration);
    return this.#servers.get(plain(address));
  }
}

/** An IPv4 address that came in over an IPv6 socket. */
function plain(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}
