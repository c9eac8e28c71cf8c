/**
 * Keys of SNMPv3 from passphrases: RFC 3414 §2.6 and appendix A.2, with the digests of RFC 7860.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { SnmpAuth } from '../domain/snmp-configuration.ts';

const expandedBytes = 1_048_576;

/** The digest of the passphrase repeated to a mebibyte: good for every engine, so never stored. */
export function masterKey(auth: SnmpAuth, passphrase: string): Buffer {
  return createHash(auth).update(Buffer.alloc(expandedBytes, passphrase)).digest();
}

/** Good for one engine only. */
export function localizedKey(auth: SnmpAuth, master: Buffer, engineId: Buffer): Buffer {
  return createHash(auth).update(master).update(engineId).update(master).digest();
}

/** RFC 3411 §5, SnmpEngineID: the number of the enterprise whose playpen we are in, and chance. */
export function createEngineId(): string {
  return `80001f8805${randomBytes(8).toString('hex')}`;
}
