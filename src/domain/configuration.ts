/** The whole configuration: what an operator typed, checked, immutable. Manual §2 and §6. */

import type { CodedService, Codes } from './coded-services.ts';
import type { MediaPolicy } from './media-policy.ts';
import type { PeerPolicy } from './peer-policy.ts';
import type { Services } from './services.ts';
import type { SnmpSettings } from './snmp-configuration.ts';

export type Transport = 'udp' | 'tcp' | 'tls';

/** Host, port and transport as an operator writes them: `<host>[:<port>][;transport=…]`. */
export interface Contact {
  readonly host: string;
  /** undefined: the transport's default, and SRV records are asked for. */
  readonly port: number | undefined;
  readonly transport: Transport;
}

/** A secret that prints as `***` everywhere; `reveal()` is the only way to its text. */
export interface Secret {
  reveal(): string;
  toString(): '***';
  toJSON(): '***';
}

export interface User {
  readonly name: string;
  /** A number or a digit map that says which numbers are this user's. */
  readonly address: string;
  readonly areaCode: string;
  readonly login: string;
  readonly password: Secret | undefined;
  /** undefined: the domain of the server that the user is registered on. */
  readonly domain: string | undefined;
  readonly transport: Transport;
  readonly pseudonym: string | undefined;
  /** Port names in the order of attachment. */
  readonly ports: readonly string[];
  /** A disabled user keeps its entry and its number, but neither registers nor takes calls. */
  readonly enabled: boolean;
  /** Forwarding, limits and the like: see `services.ts`. */
  readonly services?: Services | undefined;
}

export type ServerKind = 'location' | 'proxy';

export interface Server extends MediaPolicy, PeerPolicy {
  readonly name: string;
  readonly kind: ServerKind;
  readonly contact: Contact;
  readonly master: boolean;
  readonly enabled: boolean;
}

export interface ForwardingRule {
  readonly name: string;
  readonly address: string;
  readonly contact: Contact;
  /** The contact is a proxy server; otherwise it is another SIP endpoint. */
  readonly proxy: boolean;
  readonly domain: string | undefined;
  readonly fwaddress: string | undefined;
  /** 7 first, 0 last; equal priorities in entry order. */
  readonly priority: number;
  readonly enabled: boolean;
}

export interface Port extends MediaPolicy {
  readonly name: string;
  readonly kind: 'sip' | 'soft';
  /** sip ports: what the phone registers with. */
  readonly login: string | undefined;
  readonly password: Secret | undefined;
  /** sip ports: a fixed contact URI instead of a registration. */
  readonly contact: string | undefined;
  readonly digitMap: string | undefined;
  /** Leading digits dropped before the digit map. */
  readonly dialMask: number;
  /** Names of prefix replacements, in the order they were added. */
  readonly prefixReplacements: readonly string[];
  readonly enabled: boolean;
  /** Soft ports: called as soon as the handset is lifted. */
  readonly hotline?: string | undefined;
  /** false: the number is kept and not called. */
  readonly hotlineEnabled?: boolean | undefined;
  /** Phones: they ring while they talk. */
  readonly callWaiting?: boolean | undefined;
}

export interface PrefixReplacement {
  readonly name: string;
  readonly prefix: string;
  readonly replacement: string;
}

/** How calls ring that Alert-Info names, or whose numbers or server are these: `ring-rules.ts`. */
export interface RingRule {
  readonly name: string;
  /** The ring, as phones know it. */
  readonly cadenceType: string;
  /** Digit maps. */
  readonly caller?: string | undefined;
  readonly number?: string | undefined;
  readonly server?: string | undefined;
}

/** Codes of a service away from what they are at first: `service-codes.ts`. */
export interface ServiceCode extends Codes {
  readonly name: string;
  readonly service: CodedService;
  /** undefined: of all ports. */
  readonly port?: string | undefined;
}

export interface Interface {
  readonly address: string;
  readonly port: number;
  readonly advertise: string | undefined;
}

export type DraftKind =
  | 'user'
  | 'forwardingRule'
  | 'locationServer'
  | 'proxyServer'
  | 'attachment'
  | 'callingFeatures'
  | 'informParameter';

/**
 * A row that a management server has added and that is no row of a table of ours yet: see
 * `drafts.ts`.
 */
export interface Draft {
  readonly kind: DraftKind;
  /** Among drafts only; the row gets the name that is written into it. */
  readonly name: string;
  /** As written so far, in the words of the row's table. */
  readonly fields: Readonly<Record<string, string>>;
  readonly password: Secret | undefined;
}

export type CwmpSecretName = 'password' | 'connection-request-password' | 'stun-password';

/** TR-069: see `cwmp-settings.ts`. */
export interface CwmpSettings {
  /** What was set away from its default: names and ranges in `cwmp-parameters.ts`. */
  readonly values: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Partial<Record<CwmpSecretName, Secret>>>;
}

export interface Listener {
  readonly address: string;
  readonly port: number;
}

export type WebRole = 'read' | 'operate' | 'configure';

export interface WebUser {
  readonly name: string;
  readonly role: WebRole;
  /** `scrypt$…`; undefined: cannot log in until a password is set. */
  readonly passwordHash: string | undefined;
  /** For the console over SSH: `ssh-ed25519 AAAA…`. */
  readonly publicKey?: string | undefined;
}

export interface WebToken {
  readonly name: string;
  readonly scope: WebRole;
  /** SHA-256 of the token, which is long and random: its hash gives nothing away. */
  readonly hash: string;
}

/** The web page, REST and metrics: see `web-settings.ts`. */
export interface WebSettings {
  /** undefined: off. */
  readonly listen: Listener | undefined;
  /** A listener for metrics alone; undefined: off. */
  readonly metricsListen: Listener | undefined;
  /** The console over SSH; undefined: off. */
  readonly consoleListen?: Listener | undefined;
  /** A capture server that gets every SIP message in HEP3; undefined: none. */
  readonly captureTarget?: Listener | undefined;
  /** A syslog server that gets every event; undefined: none. */
  readonly syslogTarget?: Contact | undefined;
  /** A collector that gets a trace of every call and registration walk (OTLP/HTTP): its URL. */
  readonly otlpEndpoint?: string | undefined;
  readonly tls: { readonly certificate: string; readonly key: string } | undefined;
  readonly users: readonly WebUser[];
  readonly tokens: readonly WebToken[];
}

export interface Configuration {
  readonly users: readonly User[];
  /** List order is walk order (the master aside). */
  readonly locationServers: readonly Server[];
  readonly proxyServers: readonly Server[];
  readonly forwardingRules: readonly ForwardingRule[];
  readonly ports: readonly Port[];
  readonly prefixReplacements: readonly PrefixReplacement[];
  readonly ringRules: readonly RingRule[];
  readonly serviceCodes: readonly ServiceCode[];
  readonly interfaces: { readonly lan: Interface; readonly wan: Interface };
  readonly e164CountryCode: string | undefined;
  readonly internationalCallPrefix: string | undefined;
  /** Policies, timers and limits set away from their defaults: ranges in `protocol.ts`. */
  readonly protocol: Readonly<Record<string, string>>;
  /** Rows that a management server has begun; they do nothing yet. */
  readonly drafts: readonly Draft[];
  readonly cwmp: CwmpSettings;
  readonly web: WebSettings;
  readonly snmp: SnmpSettings;
}
