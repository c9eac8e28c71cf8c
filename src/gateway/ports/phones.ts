/**
 * Phones on the inside: who they prove to be, and where each is reached. RFC 3261 §10.3, §22;
 * threat T2.
 */
import type { Configuration, Port, User } from '../../domain/configuration.ts';
import { callingUser } from '../../domain/numbers.ts';
import { setting } from '../../domain/protocol.ts';
import type { EventLog } from '../../management/events.ts';
import { Verifier } from '../../sip/auth/verify.ts';
import type { Flow, Target, TransportFault } from '../../sip/flow.ts';
import { respondTo } from '../../sip/message/build.ts';
import type { Fields, Request } from '../../sip/message/message.ts';
import { parseUri } from '../../sip/message/uri.ts';
import type { Envelope } from '../../sip/message/values.ts';
import type { ServerTransaction } from '../../sip/transaction-user.ts';
import { Registrar } from '../../sip/ua/registrar.ts';
import { targetOf } from '../../sip/ua/services.ts';
import type { CalleeFact } from '../calls/party.ts';
import type { Core } from '../core.ts';
import { Acquaintances } from '../servers/acquaintances.ts';
import { Guesses } from '../servers/guesses.ts';

export interface Place {
  readonly uri: string;
  readonly target: Target;
}

/** Which phone it is, or that it has not said so. */
type Proof = { readonly port: Port } | { readonly isStale: boolean };

const realm = 'offhook';

/** Some phones that know MD5 alone give up on a second challenge (libre before 2.0). */
const digests: Readonly<Record<string, readonly ('MD5' | 'SHA-256')[]>> = {
  md5: ['MD5'],
  'sha-256': ['SHA-256'],
  both: ['MD5', 'SHA-256'],
};

export class Phones {
  readonly #core: Core;
  readonly #configuration: () => Configuration;
  readonly #events: EventLog;
  readonly #verifier: Verifier;
  readonly #registrar: Registrar;
  readonly #guesses: Guesses;
  readonly #acquaintances: Acquaintances;
  readonly #registered: (port: Port) => void;

  /** `registered`: a phone has said where it is. */
  constructor(
    core: Core,
    configuration: () => Configuration,
    events: EventLog,
    registered: (port: Port) => void,
  ) {
    this.#registered = registered;
    this.#core = core;
    this.#configuration = configuration;
    this.#events = events;
    this.#registrar = new Registrar(core.clock);
    this.#guesses = new Guesses(core.clock);
    this.#acquaintances = new Acquaintances(core.clock);
    this.#verifier = new Verifier({
      realm,
      clock: core.clock,
      random: core.random,
      passwordOf: (login) => this.#portOf(login)?.password?.reveal(),
    });
  }

  /** Where calls to this port go: its live bindings, newest first, or its fixed contact. */
  places(port: Port): readonly Place[] {
    if (port.contact !== undefined) {
      const target = targetOf(port.contact);
      return target ? [{ uri: port.contact, target }] : [];
    }
    return this.#registrar.bindings(port.login ?? '').map(({ uri, target }) => ({ uri, target }));
  }

  register(transaction: ServerTransaction): void {
    const { request, envelope, flow } = transaction;
    const port = this.authenticate(transaction);
    if (!port) return;
    transaction.respond(this.#registrar.register(port.login ?? '', request, envelope, flow));
    this.#keepWay(port);
    this.#registered(port);
  }

  /** A connection that the phone has registered over is the only way to it. */
  #keepWay({ login = '' }: Port): void {
    const { clock, transport } = this.#core;
    for (const { target, expiresAt } of this.#registrar.bindings(login)) {
      transport.keep?.(target, 'lan', { idleMs: expiresAt - clock.now() });
    }
  }

  /** A connection is lost or cannot be had; a datagram may find its phone the next time. */
  unreachable(at: Pick<Target, 'transport' | 'address' | 'port'>, fault: TransportFault): void {
    // Without a way out of this machine nothing is known of anybody.
    const isTheirs = at.transport !== 'udp' && fault !== 'no-way';
    if (isTheirs) this.#registrar.failed(at, fault);
  }

  /** RFC 5626 §5.3: a connection over which nothing at all comes back to a call leads nowhere. */
  watching(target: Target, report: (fact: CalleeFact) => void): (fact: CalleeFact) => void {
    return (fact) => {
      const isSilent = fact.type === 'unreachable' && fact.fault === 'timeout';
      if (isSilent && target.transport !== 'udp') this.#core.transport.renew?.(target, 'lan');
      report(fact);
    };
  }

  /** Bindings of phones that may no longer register are gone. */
  forget(port: Port): void {
    this.#registrar.forget(port.login ?? '');
  }

  /** Whether one of our phones has sent something from this address. */
  areAt(address: string): boolean {
    return this.#acquaintances.has(address);
  }

  /** The phone that sent this; undefined: it has been challenged or refused. */
  authenticate(transaction: ServerTransaction): Port | undefined {
    const proof = this.#proofOf(transaction);
    if ('port' in proof) return this.#welcome(proof.port, transaction);
    // RFC 3261 §26.3.2.4: without state, so that strangers cost no memory and get no repetition.
    const fields = this.#challenges(proof.isStale);
    const toTag = this.#core.random.hex(4);
    transaction.respond(respondTo(transaction.request, 401, { fields, toTag }), 'once');
    return undefined;
  }

  /**
   * The same for a call that nobody is kept from: who is no phone of ours, or fails to prove it, is
   * let in as unknown. A phone that has not tried to yet is asked to.
   */
  letIn(transaction: ServerTransaction): Port | 'unknown' | undefined {
    const { request, envelope } = transaction;
    const isPhone = this.#portOf(envelope.from.uri.user ?? '')?.enabled === true;
    const isAsked = isPhone && request.headers.first('Authorization') === undefined;
    if (isAsked) return this.authenticate(transaction);
    const proof = this.#proofOf(transaction);
    return 'port' in proof ? this.#welcome(proof.port, transaction) : 'unknown';
  }

  #welcome(port: Port, { flow }: ServerTransaction): Port {
    this.#acquaintances.note(flow.address);
    return port;
  }

  #proofOf({ request, envelope, flow }: ServerTransaction): Proof {
    const known = this.#known(envelope, flow);
    if (known) return { port: known };
    const verdict = this.#verifier.verify(request);
    const login = verdict.kind === 'accepted' ? verdict.login : undefined;
    // Whoever guessed too often is told the same, right or wrong.
    const isShutOut = login !== undefined && this.#guesses.isShutOut(`${flow.address} ${login}`);
    const port = login === undefined || isShutOut ? undefined : this.#portOf(login);
    if (port?.enabled) return { port };
    if (verdict.kind === 'rejected') this.#rejected(verdict.login, request, flow);
    return { isStale: verdict.kind === 'challenge' && verdict.stale };
  }

  #challenges(isStale: boolean): Fields {
    return this.#verifier.challenges(
      isStale,
      digests[setting(this.#configuration(), 'lan-digest')],
    );
  }

  /** The user that a port calls as: the one its From names, else the first it is attached to. */
  userOf(port: Port, envelope: Envelope): User | undefined {
    const configuration = this.#configuration();
    const users = configuration.users.filter(
      ({ enabled, ports }) => enabled && ports.includes(port.name),
    );
    const from = envelope.from.uri.user;
    return (
      users.find((user) => callingUser(configuration, user) === from || user.address === from) ??
      users[0]
    );
  }

  /** Without authentication: told by the operator, or a phone that stands at a fixed address. */
  #known(envelope: Envelope, flow: Flow): Port | undefined {
    const { ports } = this.#configuration();
    const phones = ports.filter(({ kind, enabled }) => kind === 'sip' && enabled);
    if (setting(this.#configuration(), 'lan-auth') === 'off') {
      return phones.find(({ login }) => login === envelope.from.uri.user);
    }
    return phones.find(({ contact, password }) => {
      const uri = password === undefined && contact !== undefined ? parseUri(contact) : undefined;
      return uri?.host === flow.address && (uri.port ?? 5060) === flow.port;
    });
  }

  #rejected(login: string, request: Request, { address }: Flow): void {
    this.#guesses.note(`${address} ${login}`);
    this.#events.report({
      code: 'security.authentication-failed',
      subject: { kind: 'port', name: login },
      text: `a ${request.method} from ${address} had wrong credentials for "${login}"`,
      facts: { source: address, method: request.method },
    });
  }

  #portOf(login: string): Port | undefined {
    return this.#configuration().ports.find((port) => port.kind === 'sip' && port.login === login);
  }
}
