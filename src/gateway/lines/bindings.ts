/** Bindings that lines have at servers: made with whom, and given back as the same. */

import { registerAddressing } from '../../domain/addressing.ts';
import type { Configuration, Server, User } from '../../domain/configuration.ts';
import { registrationServers } from '../../domain/server-order.ts';
import { Credentials } from '../../sip/auth/credentials.ts';
import type { LocalAddress, Target } from '../../sip/flow.ts';
import type { FlowTerms } from '../../sip/ua/flow-terms.ts';
import { startRegisterAttempt } from '../../sip/ua/register-attempt.ts';
import type { Acceptance, RegisterAttempt } from '../../sip/ua/register-facts.ts';
import type { Core } from '../core.ts';
import type { Health } from '../servers/health.ts';
import { recordUri, targetUri } from '../uris.ts';
import type { Identities } from './identities.ts';
import type { Kept } from './keep-alives.ts';

/** An attempt without its lease, and whose binding would come of it. */
export interface PreparedBinding {
  readonly user: string;
  readonly kind: Server['kind'];
  readonly server: string;
  /** Where its Contact for a target leads to now. */
  readonly contactAt: (target: Target) => LocalAddress;
  readonly attempt: Omit<RegisterAttempt, 'expiresSeconds'>;
  /** Where its Contact leads to, once it has been accepted. */
  readonly bound?: LocalAddress;
  /** How its server wants to be kept in touch with. */
  readonly flow?: FlowTerms;
  /** RFC 3608: what requests of the line pass behind its server. */
  readonly serviceRoute?: readonly string[];
}

interface BindingPorts {
  readonly core: Core;
  readonly identities: Identities;
  readonly configuration: () => Configuration;
  readonly health: Health;
}

export class Bindings {
  readonly #core: Core;
  readonly #identities: Identities;
  readonly #configuration: () => Configuration;
  readonly #health: Health;
  /** By user, then by server; each with the target that accepted it. */
  readonly #kept = new Map<string, Map<string, PreparedBinding>>();
  readonly #credentials = new Map<string, Map<string, Credentials>>();

  constructor({ core, identities, configuration, health }: BindingPorts) {
    this.#core = core;
    this.#identities = identities;
    this.#configuration = configuration;
    this.#health = health;
  }

  prepare(user: User, server: Server, targets: readonly Target[]): PreparedBinding {
    const { name } = user;
    const addressing = registerAddressing(this.#configuration(), user, server);
    const { random } = this.#core;
    const { contact } = addressing;
    const isOwn = contact.transport !== server.contact.transport;
    const contactTransport = isOwn ? contact.transport : undefined;
    const contactAt = ({ transport, ...place }: Target) =>
      this.#core.local('wan', { ...place, transport: contactTransport ?? transport });
    return {
      user: name,
      kind: server.kind,
      server: server.name,
      contactAt,
      attempt: {
        binding: {
          aor: recordUri(addressing.addressOfRecord),
          registrar: targetUri({ ...addressing.requestUri, user: undefined }),
          contactUser: contact.user,
          contactTransport,
          fromTag: random.hex(6),
          instanceId: this.#identities.instanceOf(name),
        },
        targets,
        credentials: this.#credentialsOf(user, server.name),
        local: contactAt,
        former: this.#kept.get(name)?.get(server.name)?.bound,
        sequence: () => this.#identities.next(name),
        locate: (place, then) => this.#core.locate(place, then),
        isConfigured: (host) =>
          registrationServers(this.#configuration()).some(({ contact }) => contact.host === host),
      },
    };
  }

  /** RFC 3608 §6.1: as the last 2xx has it; without one there is none. */
  serviceRoute(user: string, server: string): readonly string[] {
    return this.#kept.get(user)?.get(server)?.serviceRoute ?? [];
  }

  /** It was accepted; by whom and with which Contact, when that is known. */
  keep(binding: PreparedBinding, accepted?: Acceptance): void {
    const { user, server } = binding;
    const kept = this.#kept.get(user) ?? new Map<string, PreparedBinding>();
    kept.set(server, accepted ? boundAt(binding, accepted) : binding);
    this.#kept.set(user, kept);
  }

  /** Whether the line may still want what this would bind: it has the same there already. */
  isKept({ user, server, attempt }: PreparedBinding): boolean {
    const kept = this.#kept.get(user)?.get(server);
    return kept?.attempt.binding.aor === attempt.binding.aor;
  }

  /** Best effort, once: a lease that is not given back runs out by itself. */
  remove(user: string, server: string, done?: () => void): void {
    const kept = this.#kept.get(user)?.get(server);
    this.#kept.get(user)?.delete(server);
    if (kept) this.giveBack(kept, done);
    else done?.();
  }

  giveBack({ kind, server, attempt: kept }: PreparedBinding, done?: () => void): void {
    // Whatever list lines are registered by now: it has asked to be left alone.
    if (this.#health.isLeftAlone({ kind, name: server })) return done?.();
    // What comes of its challenges must not concern the attempt that the line may have under way.
    const credentials = kept.credentials.apart();
    const attempt = { ...kept, credentials, expiresSeconds: 0 };
    startRegisterAttempt(this.#core, attempt, (fact) => {
      if (fact.type !== 'provisional') done?.();
    });
  }

  /** Where lines are registered, or one is: each place once, with the URI of the server there. */
  places(user?: string): readonly Kept[] {
    const places = new Map<string, Kept>();
    const bindings = user === undefined ? this.#all() : (this.#kept.get(user)?.values() ?? []);
    for (const { attempt, bound, flow } of bindings) {
      const [target] = attempt.targets;
      if (!bound || !target) continue;
      places.set(placeKey(target), { target, uri: attempt.binding.registrar, flow });
    }
    return [...places.values()];
  }

  /** What was accepted over the connection to this target. */
  over(target: Target): readonly PreparedBinding[] {
    return this.#all().filter(({ attempt: { targets }, bound }) => {
      const [place] = targets;
      return bound !== undefined && place !== undefined && placeKey(place) === placeKey(target);
    });
  }

  /** Lines of which some server has a Contact that no longer leads to us. */
  misplaced(): readonly string[] {
    const users = [...this.#kept].filter(([, kept]) => [...kept.values()].some(isMisplaced));
    return users.map(([user]) => user);
  }

  /** Whatever lines have at this server is given back. */
  leave({ kind, name }: Pick<Server, 'kind' | 'name'>): void {
    const left = this.#all().filter((one) => one.kind === kind && one.server === name);
    for (const { user } of left) this.remove(user, name);
  }

  /** Nothing of the line is left but what it has at this server, if any. */
  removeOthers(user: string, server?: string): void {
    for (const other of [...(this.#kept.get(user)?.keys() ?? [])]) {
      if (other !== server) this.remove(user, other);
    }
  }

  removeAll(user: string): void {
    this.removeOthers(user);
    this.#credentials.delete(user);
  }

  #all(): readonly PreparedBinding[] {
    return [...this.#kept.values()].flatMap((kept) => [...kept.values()]);
  }

  /** A nonce that a server has given is good for the next request there. */
  #credentialsOf({ name, login, password, ...user }: User, server: string): Credentials {
    const ofUser = this.#credentials.get(name) ?? new Map<string, Credentials>();
    this.#credentials.set(name, ofUser);
    const known = ofUser.get(server);
    if (known) return known;
    const account = login === '' ? `${user.areaCode}${user.address}` : login;
    const credentials = new Credentials(
      password && { user: account, reveal: () => password.reveal() },
      this.#core.random,
    );
    ofUser.set(server, credentials);
    return credentials;
  }
}

/** It is given back where and as it was accepted. */
function boundAt(
  binding: PreparedBinding,
  { target, local, flow, serviceRoute }: Acceptance,
): PreparedBinding {
  const attempt = { ...binding.attempt, targets: [target], local: () => local, former: undefined };
  return { ...binding, attempt, bound: local, flow, serviceRoute };
}

function placeKey({ transport, address, port }: Target): string {
  return `${transport} ${address} ${port}`;
}

/** Its Contact no longer leads to us. */
function isMisplaced({ attempt: { targets }, bound, contactAt }: PreparedBinding): boolean {
  const now = targets[0] && contactAt(targets[0]);
  if (!bound || !now) return false;
  return bound.host !== now.host || bound.port !== now.port;
}
