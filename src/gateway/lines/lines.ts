/** Lines as others see them: status in TR-104's words, where they are registered and why. */

import { domainOf } from '../../domain/addressing.ts';
import type { Configuration, Contact, Server, User } from '../../domain/configuration.ts';
import { registrationServers } from '../../domain/server-order.ts';
import { isSameContact } from '../../domain/servers.ts';
import type { RegistrationStatus, UserView } from '../../management/view.ts';
import type { MessageSummary } from '../../sip/ua/message-summary.ts';
import type { Family } from '../family.ts';
import type { Tallies } from '../watch/tallies.ts';
import { instantAt, type World } from '../world.ts';
import type { Bindings } from './bindings.ts';

interface LinePorts {
  readonly world: World;
  readonly family: () => Family;
  readonly configuration: () => Configuration;
  readonly tallies: Tallies;
  readonly messages: (user: string) => MessageSummary | undefined;
  readonly bindings: () => Pick<Bindings, 'serviceRoute'>;
}

const statuses: ReadonlySet<string> = new Set([
  'up',
  'registering',
  'errorNetwork',
  'errorRegistration',
  'errorMisconfigured',
  'deregistering',
  'disabled',
]);

function isStatus(text: string): text is RegistrationStatus {
  return statuses.has(text);
}

/** `{ up: 'held' }` says `up`. */
function topOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? (Object.keys(value)[0] ?? '') : '';
}

export class Lines {
  readonly #ports: LinePorts;

  constructor(ports: LinePorts) {
    this.#ports = ports;
  }

  isBusy(user: string): boolean {
    const { size = 0 } = this.#ports.family().line(user)?.getSnapshot().context.calls ?? {};
    return size > 0;
  }

  registeredOn(user: string): Server | undefined {
    const name = this.#registration(user)?.binding?.server;
    if (name === undefined) return undefined;
    return registrationServers(this.#ports.configuration()).find((one) => one.name === name);
  }

  /**
   * What requests of a line to this place pass behind it. RFC 3608 §6.1 leaves to us how that goes
   * with where they go: a walk keeps its order and a request its server, and only the server that
   * has given the route, and holds the line now, is sent it. So it names nobody whom we contact.
   * Without a place: to that server.
   */
  serviceRoute(user: string, place?: Contact): readonly string[] {
    const server = this.registeredOn(user);
    const isGiver = server !== undefined && (!place || isSameContact(server.contact, place));
    return isGiver ? this.#ports.bindings().serviceRoute(user, server.name) : [];
  }

  status(user: User): RegistrationStatus {
    if (!user.enabled || user.ports.length === 0) return 'disabled';
    const line = this.#ports.family().line(user.name)?.getSnapshot();
    const registration = line?.context.registration?.getSnapshot();
    if (!registration) return 'initializing';
    const top = topOf(registration.value);
    return isStatus(top) ? top : 'errorMisconfigured';
  }

  view(user: User): UserView {
    const { name, address, areaCode, login, transport, ports, enabled } = user;
    const registration = this.#registration(name);
    const server = this.registeredOn(name);
    const calls = this.#ports.family().line(name)?.getSnapshot().context.calls.size ?? 0;
    const refusal = registration?.lastRefusal;
    const tally = this.#ports.tallies.user(name);
    return {
      name,
      address,
      areaCode,
      pseudonym: user.pseudonym ?? null,
      login,
      domain: user.domain ?? null,
      effectiveDomain: domainOf(user, server) ?? null,
      transport,
      status: this.status(user),
      server: server?.name ?? null,
      since: registration ? instantAt(this.#ports.world, registration.sinceMs) : null,
      expiresSeconds: this.#expires(name),
      serviceRoute: this.serviceRoute(name),
      lastRefusal: refusal
        ? {
            server: refusal.server,
            status: refusal.status,
            reason: refusal.reason,
            at: instantAt(this.#ports.world, refusal.atMs),
          }
        : null,
      ports,
      tries: registration?.why.length ? registration.why : (registration?.tries ?? []),
      next: this.#next(name),
      callStatus: calls > 0 ? 'busy' : 'idle',
      enabled,
      calls,
      registration: { ...tally.registration },
      incoming: { ...tally.incoming },
      outgoing: { ...tally.outgoing },
      media: { ...tally.media },
      messages: messagesOf(this.#ports.messages(name)),
    };
  }

  #registration(user: string) {
    const line = this.#ports.family().line(user)?.getSnapshot();
    return line?.context.registration?.getSnapshot().context;
  }

  #expires(user: string): number | null {
    const binding = this.#registration(user)?.binding;
    if (!binding) return null;
    const agoMs = this.#ports.world.clock.now() - binding.grantedAtMs;
    return Math.max(0, Math.round(binding.expiresSeconds - agoMs / 1000));
  }

  /** What the line waits for, in words. */
  #next(user: string): string | null {
    const line = this.#ports.family().line(user)?.getSnapshot();
    const snapshot = line?.context.registration?.getSnapshot();
    if (!snapshot) return null;
    const { plan, at } = snapshot.context;
    const top = topOf(snapshot.value);
    if (top === 'up' && snapshot.matches({ up: 'held' })) return 'refreshes before the lease ends';
    if (top === 'registering' || top === 'up') return `asks ${plan[at]?.server ?? 'nobody'}`;
    if (top === 'errorMisconfigured') return 'asks again seldom, or at once when something changes';
    return top.startsWith('error') ? 'starts a new round from the master' : null;
  }
}

/** Servers that say only yes or no have a message, as far as is known. */
function messagesOf(summary: MessageSummary | undefined): UserView['messages'] {
  if (!summary) return null;
  const { fresh, old } = summary.voice ?? { fresh: summary.areWaiting ? 1 : 0, old: 0 };
  return { fresh, old };
}
