/**
 * Keys of SNMPv3 users, localized to an engine (RFC 3414 §2.6): what net-snmp asks for a key in
 * place of a passphrase.
 */
import snmp from 'net-snmp';
import type { SnmpAuth } from '../../domain/snmp-configuration.ts';
import { localizedKey } from '../snmp-keys.ts';
import { limits } from './limits.ts';

/** What is kept of one passphrase. */
export interface KeySource {
  /** Hexadecimal, localized to our engine. */
  readonly localized: string;
  /**
   * Only while the process lives that heard the passphrase: what other engines' keys are made of.
   */
  readonly master: string | undefined;
}

/** Localized to engines of receivers of informs, by `handle engineId`; hexadecimal. */
export type ForeignKeys = Readonly<Record<string, string>>;

export class Keyring {
  readonly #protocols = new Map<string, SnmpAuth>();
  readonly #sources = new Map<string, KeySource>();
  readonly #foreign = new Map<string, string>();
  readonly #engineId: Buffer;
  readonly #onLearnt: (keys: ForeignKeys) => void;

  constructor(engineId: Buffer, known: ForeignKeys, onLearnt: (keys: ForeignKeys) => void) {
    this.#engineId = engineId;
    this.#onLearnt = onLearnt;
    for (const [place, key] of Object.entries(known)) this.#foreign.set(place, key);
  }

  /** Keeps a key under the handle that is handed to net-snmp. */
  add(handle: string, protocol: SnmpAuth, source: KeySource): void {
    this.#protocols.set(handle, protocol);
    this.#sources.set(handle, source);
  }

  forget(): void {
    this.#protocols.clear();
    this.#sources.clear();
  }

  /** Whether keys for engines that are not known yet can be made. */
  mayLearn(handle: string): boolean {
    return this.#sources.get(handle)?.master !== undefined;
  }

  /** Learnt keys go with the user, or the passphrase, that they were made of. */
  prune(): void {
    const gone = [...this.#foreign.keys()].filter(
      (place) => !this.#sources.has(place.slice(0, place.lastIndexOf(' '))),
    );
    for (const place of gone) this.#foreign.delete(place);
    if (gone.length > 0) this.#onLearnt(Object.fromEntries(this.#foreign));
  }

  /**
   * The key of a handle for an engine; an empty one where there is none, which nobody's digest
   * fits.
   */
  keyFor(handle: string, engineId: Buffer): Buffer {
    const source = this.#sources.get(handle);
    if (source && engineId.equals(this.#engineId)) return Buffer.from(source.localized, 'hex');
    const place = `${handle} ${engineId.toString('hex')}`;
    const known = this.#foreign.get(place);
    if (known !== undefined) return Buffer.from(known, 'hex');
    return this.#learn(place, handle, engineId, source?.master);
  }

  #learn(place: string, handle: string, engineId: Buffer, master: string | undefined): Buffer {
    const protocol = this.#protocols.get(handle);
    if (master === undefined || protocol === undefined) return Buffer.alloc(64);
    const key = localizedKey(protocol, Buffer.from(master, 'hex'), engineId);
    this.#foreign.set(place, key.toString('hex'));
    // Whoever calls itself another engine with every answer is not worth more than this.
    for (const oldest of this.#foreign.keys()) {
      if (this.#foreign.size <= limits.foreignKeysMax) break;
      this.#foreign.delete(oldest);
    }
    this.#onLearnt(Object.fromEntries(this.#foreign));
    return key;
  }

  /** From now on net-snmp's passphrases are our handles. */
  install(): void {
    snmp.Authentication.passwordToKey = (_protocol, handle, engineId) =>
      this.keyFor(handle, engineId);
  }
}
