/**
 * The user-based security model of RFC 3414, on the cryptography of net-snmp: authentic first, then
 * decrypted.
 */
import { createHash } from 'node:crypto';
import snmp from 'net-snmp';
import type { SnmpAuth } from '../../domain/snmp-configuration.ts';
import type { CounterName } from './counters.ts';
import type { Keyring, KeySource } from './keyring.ts';
import { limits } from './limits.ts';
import {
  formatScopedPdu,
  formatSecureMessage,
  readScopedPdu,
  type ScopedPdu,
  type SecureMessage,
} from './message.ts';
import type { Response } from './pdu.ts';

export interface AgentUser {
  readonly name: string;
  readonly auth: SnmpAuth;
  readonly authKey: KeySource;
  readonly priv: 'aes128' | 'aes256';
  readonly privKey: KeySource;
  readonly access: 'read' | 'write';
  readonly view: string;
}

/** Our side of the conversation: RFC 3414 §2.2. */
export interface AuthoritativeEngine {
  readonly id: Buffer;
  readonly boots: number;
  /** Seconds since the boots rose. */
  time(): number;
}

export interface UsmKeys {
  readonly user: AgentUser;
  readonly authProtocol: string;
  readonly authKey: string;
  readonly privProtocol: string;
  readonly privKey: string;
}

export interface Accepted {
  readonly kind: 'accepted';
  readonly keys: UsmKeys;
  readonly scoped: ScopedPdu;
}

export type Received =
  | Accepted
  /** RFC 3414 §3.2: told to the sender; `keys` where the report is authentic itself. */
  | { readonly kind: 'report'; readonly counter: CounterName; readonly keys?: UsmKeys }
  | { readonly kind: 'dropped'; readonly counter: CounterName };

function keysOf(user: AgentUser, keyring: Keyring): UsmKeys {
  const handleOf = (part: string, { localized }: KeySource) => {
    const print = createHash('sha256').update(localized).digest('hex').slice(0, 16);
    return `${user.name}/${part}/${print}`;
  };
  const authKey = handleOf('auth', user.authKey);
  const privKey = handleOf('priv', user.privKey);
  keyring.add(authKey, user.auth, user.authKey);
  keyring.add(privKey, user.auth, user.privKey);
  return {
    user,
    authKey,
    privKey,
    authProtocol: snmp.AuthProtocols[user.auth],
    // Keys of SHA-256 and longer need no stretching for AES-256: its two variants are one.
    privProtocol: snmp.PrivProtocols[user.priv === 'aes128' ? 'aes' : 'aes256b'],
  };
}

export class Usm {
  readonly #engine: AuthoritativeEngine;
  readonly #keyring: Keyring;
  #users = new Map<string, UsmKeys>();

  constructor(engine: AuthoritativeEngine, keyring: Keyring) {
    this.#engine = engine;
    this.#keyring = keyring;
  }

  setUsers(users: readonly AgentUser[]): void {
    this.#keyring.forget();
    this.#users = new Map(users.map((user) => [user.name, keysOf(user, this.#keyring)]));
    this.#keyring.prune();
  }

  /** Whether keys of a user can be made for an engine that is not known yet. */
  mayLearn({ authKey }: UsmKeys): boolean {
    return this.#keyring.mayLearn(authKey);
  }

  /** Makes the keys of a user for an engine, and has them kept. */
  learn({ authKey, privKey }: UsmKeys, engineId: Buffer): void {
    for (const handle of [authKey, privKey]) this.#keyring.keyFor(handle, engineId);
  }

  keysOf(name: string): UsmKeys | undefined {
    return this.#users.get(name);
  }

  /** RFC 3414 §3.2, in its order. */
  receive(message: SecureMessage, datagram: Buffer): Received {
    if (!message.engineId.equals(this.#engine.id)) {
      return { kind: 'report', counter: 'unknownEngineIds' };
    }
    const keys = this.#users.get(message.userName);
    if (!keys) return { kind: 'report', counter: 'unknownUserNames' };
    if (!message.isAuthenticated || !message.isPrivate) {
      // A manager that learns our time authenticates without privacy: it gets no further than that.
      const mayAskTime = message.isAuthenticated && this.#isAuthentic(message, datagram, keys);
      if (mayAskTime && !this.#isTimely(message)) return this.#untimely(keys);
      return { kind: 'report', counter: 'unsupportedSecLevels' };
    }
    if (!this.#isAuthentic(message, datagram, keys)) {
      return { kind: 'report', counter: 'wrongDigests' };
    }
    if (!this.#isTimely(message)) return this.#untimely(keys);
    const scoped = this.#decrypt(message, keys);
    if (scoped === 'undecipherable') return { kind: 'report', counter: 'decryptionErrors' };
    if (!scoped) return { kind: 'dropped', counter: 'inAsnParseErrs' };
    return { kind: 'accepted', keys, scoped };
  }

  #untimely(keys: UsmKeys): Received {
    return { kind: 'report', counter: 'notInTimeWindows', keys };
  }

  #isAuthentic(message: SecureMessage, datagram: Buffer, keys: UsmKeys): boolean {
    const { authProtocol, authKey } = keys;
    const { authentication } = message;
    return snmp.Authentication.isAuthentic(
      datagram,
      authProtocol,
      authKey,
      this.#engine.id,
      authentication,
    );
  }

  /** RFC 3414 §3.2, step 7a. */
  #isTimely({ boots, time }: SecureMessage): boolean {
    const { boots: ours } = this.#engine;
    if (ours >= 2_147_483_647 || boots !== ours) return false;
    return Math.abs(time - this.#engine.time()) <= limits.timeWindowSeconds;
  }

  #decrypt(message: SecureMessage, keys: UsmKeys): ScopedPdu | 'undecipherable' | undefined {
    // RFC 3826 §3.1.4: the salt has eight octets.
    if (message.privacy.length !== 8) return 'undecipherable';
    const { boots, time, data, privacy } = message;
    const engine = { engineID: this.#engine.id, engineBoots: boots, engineTime: time };
    const { privProtocol, privKey, authProtocol } = keys;
    return readScopedPdu(
      snmp.Encryption.decryptPdu(privProtocol, data, privacy, privKey, authProtocol, engine),
    );
  }

  /** The answer, as private and as authentic as the question. */
  respond(
    { messageId }: SecureMessage,
    { contextName }: ScopedPdu,
    keys: UsmKeys,
    response: Response,
  ): Buffer {
    const { id, boots } = this.#engine;
    const time = this.#engine.time();
    const plain = formatScopedPdu(id, contextName, response);
    const engine = { engineID: id, engineBoots: boots, engineTime: time };
    const { privProtocol, privKey, authProtocol } = keys;
    const sealed = snmp.Encryption.encryptPdu(privProtocol, plain, privKey, authProtocol, engine);
    return this.#format(messageId, time, keys, keys.user.name, {
      data: sealed.encryptedPdu,
      privacy: sealed.msgPrivacyParameters,
    });
  }

  /** A report: authentic where the sender has shown that it knows the key. */
  report(message: SecureMessage, plain: Buffer, keys: UsmKeys | undefined): Buffer {
    return this.#format(message.messageId, this.#engine.time(), keys, message.userName, {
      data: plain,
      privacy: undefined,
    });
  }

  #format(
    messageId: number,
    time: number,
    keys: UsmKeys | undefined,
    userName: string,
    { data, privacy }: { readonly data: Buffer; readonly privacy: Buffer | undefined },
  ): Buffer {
    const length = keys ? snmp.Authentication.getParametersLength(keys.authProtocol) : 0;
    const { message, digest } = formatSecureMessage({
      messageId,
      maxSize: limits.datagramMaxBytes,
      isAuthenticated: keys !== undefined,
      isPrivate: privacy !== undefined,
      engineId: this.#engine.id,
      boots: this.#engine.boots,
      time,
      userName,
      authentication: Buffer.alloc(length),
      privacy: privacy ?? Buffer.alloc(0),
      data,
    });
    if (keys) {
      const { authProtocol, authKey } = keys;
      snmp.Authentication.writeParameters(message, authProtocol, authKey, this.#engine.id, digest);
    }
    return message;
  }
}
