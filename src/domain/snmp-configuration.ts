/** SNMP as configured: who may read, who is told, what is shown. See `snmp-settings.ts`. */
import type { Listener, Secret } from './configuration.ts';

export type SnmpAuth = 'sha256' | 'sha384' | 'sha512';
export type SnmpPriv = 'aes128' | 'aes256';

/** A key of SNMPv3; hexadecimal. */
export interface SnmpKey {
  /** Localized to our engine: worth nothing anywhere else. */
  readonly localized: Secret;
  /**
   * What other engines' keys are made of, for informs. A function is never stored: only a user made
   * in this run has it.
   */
  readonly master: (() => string) | undefined;
}

export interface SnmpUser {
  readonly name: string;
  readonly auth: SnmpAuth;
  /** undefined: a script without secrets made it; it cannot log in. */
  readonly authKey: SnmpKey | undefined;
  readonly priv: SnmpPriv;
  readonly privKey: SnmpKey | undefined;
  readonly access: 'read' | 'write';
  readonly view: string;
}

/** Versions 1 and 2c: they read, and only from where they may. */
export interface SnmpCommunity {
  readonly name: string;
  /** `10.0.0.0/8`, `::1/128`. */
  readonly source: string;
  readonly view: string;
}

/** Who hears notifications. */
export interface SnmpTarget {
  readonly name: string;
  readonly host: Listener;
  readonly version: '2c' | '3';
  /** A community of version 2c, or a user. */
  readonly as: string;
  readonly isInform: boolean;
  /** Kinds of notifications; empty: all of them. */
  readonly events: readonly string[];
}

/** A part of the tree, for users and communities. */
export interface SnmpView {
  readonly name: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** SNMP: see `snmp-settings.ts`. */
export interface SnmpSettings {
  /** undefined: off. */
  readonly listen: Listener | undefined;
  /** A UNIX socket's path or `tcp:<host>:<port>`; undefined: off. */
  readonly agentx: string | undefined;
  /** Hexadecimal; empty until there is a user or a target. */
  readonly engineId: string;
  readonly users: readonly SnmpUser[];
  readonly communities: readonly SnmpCommunity[];
  readonly targets: readonly SnmpTarget[];
  readonly views: readonly SnmpView[];
  /** sysContact, sysName, sysLocation. */
  readonly contact: string;
  readonly name: string;
  readonly location: string;
  /** Kinds of notifications that are sent at all. */
  readonly notify: readonly string[];
  readonly notifyIntervalSeconds: number;
  /** snmpEnableAuthenTraps */
  readonly authenticationTraps: boolean;
}
