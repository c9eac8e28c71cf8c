/** Who calls whom, as parts of SIP URIs and headers. Manual §1.2, §1.7, §1.8; readings 11, 12. */
import type {
  Configuration,
  Contact,
  ForwardingRule,
  Server,
  Transport,
  User,
} from './configuration.ts';
import { formattedNumber } from './number-plan.ts';
import { callingUser } from './numbers.ts';

/** From or To, where URIs have neither port nor transport (RFC 3261 table 1). */
export interface Party {
  readonly displayName: string | undefined;
  readonly user: string;
  /** IPv6 without brackets, here and below. */
  readonly host: string;
  /** Written with `;user=phone`: the user part is a global telephone number. */
  readonly isPhone: boolean;
}

export interface RequestTarget {
  /** undefined in REGISTER, whose Request-URI is the registrar's domain. */
  readonly user: string | undefined;
  readonly host: string;
  readonly port: number | undefined;
  readonly transport: Transport;
}

export interface Parties {
  readonly from: Party;
  readonly to: Party;
}

export interface CallAddressing extends Parties {
  readonly requestUri: RequestTarget;
  /** A service that is called in place of Request-URI and To, by way of the next hop. RFC 5031 */
  readonly service?: string | undefined;
  /** Where the request is sent, whatever its Request-URI says. */
  readonly nextHop: Contact;
}

export interface RegisterAddressing {
  readonly requestUri: RequestTarget;
  /** To and From alike. */
  readonly addressOfRecord: Party;
  /** By what the user is to be contacted here. */
  readonly contact: { readonly user: string; readonly transport: Transport };
  readonly nextHop: Contact;
}

/** Who calls: a line of ours with the server that it is registered on, or somebody outside. */
export type Caller =
  | { readonly kind: 'user'; readonly user: User; readonly registeredOn: Server | undefined }
  | { readonly kind: 'outside'; readonly user: string; readonly displayName: string | undefined };

/** The domain given with the user, else the server it is registered on, which failover moves. */
export function domainOf(user: User, registeredOn: Server | undefined): string | undefined {
  return user.domain ?? registeredOn?.contact.host;
}

export function registerAddressing(
  configuration: Configuration,
  user: User,
  server: Server,
): RegisterAddressing {
  const { contact } = server;
  return {
    requestUri: targetAt(user.domain, contact, undefined),
    addressOfRecord: partyOf(configuration, user, user.domain ?? contact.host),
    contact: {
      user: callingUser(configuration, user),
      // A transport that was not asked for follows the server's: calls come back the same way.
      // A server behind TLS is never asked to call in the clear.
      transport:
        user.transport === 'udp' || contact.transport === 'tls'
          ? contact.transport
          : user.transport,
    },
    nextHop: contact,
  };
}

/** A call of a line of ours through a proxy server. */
export function proxyAddressing(
  configuration: Configuration,
  caller: Caller,
  { number, proxy }: { readonly number: string; readonly proxy: Server },
): CallAddressing {
  const { contact, numbers = 'dialled' } = proxy;
  const user = caller.kind === 'user' ? caller.user : undefined;
  const home = caller.kind === 'user' ? domainOf(caller.user, caller.registeredOn) : undefined;
  const written = (text: string) => formattedNumber(configuration, numbers, text);
  const called = written(number);
  return {
    requestUri: targetAt(user?.domain, contact, called),
    from: writtenParty(callingParty(configuration, caller, home ?? contact.host), written),
    to: calledParty(called, user?.domain ?? contact.host),
    nextHop: contact,
  };
}

/**
 * A call to an emergency centre. Its number is nobody's to rewrite; as a service it has none (RFC
 * 6881 §9.2).
 */
export function emergencyAddressing(
  configuration: Configuration,
  caller: Caller,
  { number, server }: { readonly number: string; readonly server: Server },
): CallAddressing {
  const { from } = proxyAddressing(configuration, caller, { number, proxy: server });
  const proxy = { ...server, numbers: undefined };
  const addressing = proxyAddressing(configuration, caller, { number, proxy });
  const service = server.emergencyUri === 'sos' ? 'urn:service:sos' : undefined;
  return { ...addressing, from, service };
}

/** P619: with the proxy flag the Request-URI names the contact, without it the call's domain. */
export function ruleAddressing(
  configuration: Configuration,
  caller: Caller,
  { number, rule }: { readonly number: string; readonly rule: ForwardingRule },
): CallAddressing {
  const { contact } = rule;
  const domain = rule.domain ?? contact.host;
  return {
    requestUri: targetAt(rule.proxy ? undefined : rule.domain, contact, number),
    from: callingParty(configuration, caller, domain),
    to: calledParty(number, domain),
    nextHop: contact,
  };
}

/** What a phone of ours sees: everybody at the gateway's host, so that calling back comes here. */
export function phoneAddressing(
  configuration: Configuration,
  caller: Caller,
  { callee, host }: { readonly callee: User; readonly host: string },
): Parties {
  return {
    from: callingParty(configuration, caller, host),
    to: partyOf(configuration, callee, host),
  };
}

/** At the domain, where there is one; else at the contact itself, with its port and transport. */
function targetAt(
  domain: string | undefined,
  { host, port, transport }: Contact,
  user: string | undefined,
): RequestTarget {
  return domain === undefined
    ? { user, host, port, transport }
    : { user, host: domain, port: undefined, transport: 'udp' };
}

function writtenParty(party: Party, written: (number: string) => string): Party {
  const user = written(party.user);
  return { ...party, user, isPhone: isGlobalNumber(user) };
}

function calledParty(user: string, host: string): Party {
  return { displayName: undefined, user, host, isPhone: false };
}

function callingParty(configuration: Configuration, caller: Caller, host: string): Party {
  if (caller.kind === 'user') return partyOf(configuration, caller.user, host);
  const { user, displayName } = caller;
  return { displayName, user, host, isPhone: isGlobalNumber(user) };
}

/** P638: the number is repeated as the display name. */
function partyOf(configuration: Configuration, user: User, host: string): Party {
  const name = callingUser(configuration, user);
  return { displayName: name, user: name, host, isPhone: isGlobalNumber(name) };
}

function isGlobalNumber(user: string): boolean {
  return /^\+[0-9]+$/.test(user);
}
