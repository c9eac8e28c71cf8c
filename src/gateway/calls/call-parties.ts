/** Called parties made: a port rung, a server of a walk asked. */
import {
  type CallAddressing,
  type Caller,
  emergencyAddressing,
  phoneAddressing,
  proxyAddressing,
  ruleAddressing,
} from '../../domain/addressing.ts';
import type { Configuration, Contact, Port, Server, User } from '../../domain/configuration.ts';
import { callingUser } from '../../domain/numbers.ts';
import type { Media } from '../../media/media.ts';
import { Credentials } from '../../sip/auth/credentials.ts';
import type { Target } from '../../sip/flow.ts';
import { formatUri } from '../../sip/message/uri.ts';
import type { Core } from '../core.ts';
import { identityOf, phoneIdentity } from '../lines/identity-fields.ts';
import type { Phones, Place } from '../ports/phones.ts';
import { softStyle } from '../ports/soft-style.ts';
import { mayTransfer, sessionTerms } from '../settings.ts';
import { partyText, sipUri, targetUri } from '../uris.ts';
import { awaitedCallee } from './awaited-callee.ts';
import type { CallSession } from './call-session.ts';
import type { Ways } from './call-way.ts';
import { forkedCallee } from './forked-callee.ts';
import type { CalleeFact, CalleeParty } from './party.ts';
import { ringFields, ringOf } from './ring-of.ts';
import { SipCallee } from './sip-callee.ts';
import { softCallee } from './soft-parties.ts';

type Report = (fact: CalleeFact) => void;

/** One try of a walk. */
interface Ask {
  readonly server: Server;
  /** How long all addresses of the server may take, in milliseconds; 0: as long as it takes. */
  readonly budgetMs: number;
  readonly report: Report;
  /** It has asked for that, by another call meanwhile. */
  readonly isLeftAlone: () => boolean;
  /** It could not be asked, through no doing of its own. */
  readonly failed: (error: unknown) => void;
}

/** A phone to be rung. */
interface Ringing extends Place {
  readonly port: Port;
  readonly callee: User;
  readonly offer: Buffer;
}

export interface PartyMakers {
  readonly core: Core;
  readonly media: Media;
  readonly phones: Phones;
  readonly ways: Ways;
  readonly configuration: () => Configuration;
  readonly registeredOn: (user: string) => Server | undefined;
  /** What requests of a line to this place pass behind it. RFC 3608 */
  readonly serviceRoute: (user: string, place: Contact) => readonly string[];
}

export class CallParties {
  readonly #makers: PartyMakers;

  constructor(makers: PartyMakers) {
    this.#makers = makers;
  }

  /** Rings a port; undefined: there is nothing that could ring. */
  ringPort(
    session: CallSession,
    port: Port,
    callee: User,
    { report, failed }: Pick<Ask, 'report' | 'failed'>,
  ): CalleeParty | undefined {
    const { media, phones } = this.#makers;
    const offered = (make: (offer: Buffer) => CalleeParty) =>
      awaitedCallee({ side: 'lan', policy: port }, make, (place, then) =>
        session.offerFor(place, then, failed),
      );
    if (port.kind === 'soft') {
      const style = softStyle(this.#makers.configuration());
      const call = session.facts.id;
      return offered((offer) => softCallee({ media, call, offer, style, report }));
    }
    const places = phones.places(port);
    const [first] = places;
    if (!first) return undefined;
    return offered((offer) => {
      const start = (place: Place) => (heard: Report) =>
        this.#askPhone(session, { ...place, port, callee, offer }, heard);
      return places.length === 1 ? start(first)(report) : forkedCallee(places.map(start), report);
    });
  }

  #askPhone(
    session: CallSession,
    { uri, target, port, callee, offer }: Ringing,
    report: Report,
  ): SipCallee {
    const { core, phones, configuration } = this.#makers;
    const { caller } = session.facts;
    const { host } = core.transport.local('lan', target.transport);
    const parties = phoneAddressing(configuration(), caller.caller, { callee, host });
    const { from, fields } = phoneIdentity(configuration(), session, parties.from);
    return new SipCallee({
      core,
      side: 'lan',
      requestUri: uri,
      from: partyText(from),
      to: partyText(parties.to),
      fields: [...fields, ...ringFields(ringOf(configuration(), session))],
      targets: [target],
      callId: core.random.hex(12),
      fromTag: core.random.hex(6),
      contactUser: caller.from,
      policy: port,
      offer,
      maxForwards: caller.maxForwards,
      credentials: undefined,
      isTransferable: mayTransfer(configuration(), 'lan'),
      // Where a phone sends its calls is dialled by it, not asked for at it.
      mayForward: () => false,
      session: sessionTerms(configuration()),
      report: phones.watching(target, report),
      legReport: (fact) => session.heard('b', fact),
    });
  }

  /** Asks a server of the walk; `then` gets the party once it is known where it is. */
  askServer(session: CallSession, ask: Ask, then: (party: CalleeParty) => void): void {
    const { core } = this.#makers;
    const { server, report, failed } = ask;
    const addressing = this.#addressing(session, server);
    core.locate(addressing.nextHop, (located) => {
      if (!located.ok) {
        report({ type: 'unreachable', reason: located.reason, fault: 'dns', phase: 'none' });
        return;
      }
      if (session.isOver) return;
      const { targets } = located;
      const invite = (offer: Buffer) =>
        then(this.#invite(session, ask, addressing, { targets, offer }));
      try {
        session.offerFor({ side: 'wan', policy: server }, invite, failed);
      } catch (error) {
        // Where DNS has answered later nobody else is there to catch it.
        failed(error);
      }
    });
  }

  #invite(
    session: CallSession,
    { server, budgetMs, report, isLeftAlone }: Ask,
    addressing: CallAddressing,
    { targets, offer }: { readonly targets: readonly Target[]; readonly offer: Buffer },
  ): SipCallee {
    const { core, configuration } = this.#makers;
    const { caller } = session.facts;
    const { from, fields } = identityOf(configuration(), session, addressing, server);
    const { service } = addressing;
    const plainUri = targetUri(addressing.requestUri);
    return new SipCallee({
      core,
      side: 'wan',
      requestUri: service ?? plainUri,
      plainUri,
      from: partyText(from),
      to: service === undefined ? partyText(addressing.to) : `<${service}>`,
      fields,
      routes: this.#routes(session, addressing),
      targets,
      callId: session.walkCallId,
      fromTag: session.walkTag,
      contactUser: this.#contactUser(session),
      policy: server,
      offer,
      maxForwards: caller.maxForwards,
      credentials: this.#credentials(session, server),
      budgetMs,
      isLeftAlone,
      mayForward: (uri) => this.#makers.ways.mayForward(session.way(), caller, uri),
      isTransferable: mayTransfer(configuration(), 'wan'),
      session: sessionTerms(configuration()),
      report,
      legReport: (fact) => session.heard('b', fact),
    });
  }

  #addressing(session: CallSession, server: Server): CallAddressing {
    const configuration = this.#makers.configuration();
    const { called } = session.facts;
    const { route } = session.way();
    const caller = this.#callerOf(session);
    if (route.kind === 'rule') return ruleAddressing(configuration, caller, route);
    const number = 'number' in route ? route.number : called;
    return route.kind === 'emergency'
      ? emergencyAddressing(configuration, caller, { number, server })
      : proxyAddressing(configuration, caller, { number, proxy: server });
  }

  /** A forwarded call goes out by the line of the user that forwarded it. */
  #callerOf(session: CallSession): Caller {
    const name = session.forwarder();
    const user = this.#makers.configuration().users.find((one) => one.name === name);
    if (!user) return session.facts.caller.caller;
    return { kind: 'user', user, registeredOn: this.#makers.registeredOn(user.name) };
  }

  /**
   * An emergency call passes its server and nothing else: a registrar's way may lead through
   * something that has failed, and the server knows its own.
   */
  #routes(session: CallSession, { service, nextHop }: CallAddressing): readonly string[] {
    if (service !== undefined) return [looseRoute(nextHop)];
    const caller = this.#callerOf(session);
    if (caller.kind === 'outside' || session.way().route.kind === 'emergency') return [];
    return this.#makers.serviceRoute(caller.user.name, nextHop);
  }

  #contactUser(session: CallSession): string {
    const caller = this.#callerOf(session);
    if (caller.kind === 'outside') return caller.user;
    return callingUser(this.#makers.configuration(), caller.user);
  }

  /** Threat T3: only servers of the line itself may have an answer to their challenge. */
  #credentials(session: CallSession, server: Server): Credentials | undefined {
    const caller = this.#callerOf(session);
    const { locationServers, proxyServers } = this.#makers.configuration();
    const isOurs = [...locationServers, ...proxyServers].some(
      ({ contact }) => contact.host === server.contact.host,
    );
    if (caller.kind === 'outside' || !isOurs) return undefined;
    const { login, areaCode, address, password } = caller.user;
    const user = login === '' ? `${areaCode}${address}` : login;
    return new Credentials(
      password && { user, reveal: () => password.reveal() },
      this.#makers.core.random,
    );
  }
}

/** A Route by which a server is passed, whatever the Request-URI names. RFC 3261 §19.1.1, lr. */
function looseRoute({ host, port, transport }: Contact): string {
  const own = transport === 'udp' ? [] : [['transport', transport] as const];
  return `<${formatUri(sipUri({ host, port, params: new Map([...own, ['lr', '']]) }))}>`;
}
