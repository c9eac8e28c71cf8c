/** Session keys from a master key. RFC 3711 §4.3, RFC 7714 §11. */
import { createCipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { masterKeyBytes, type Suite } from './suites.ts';

/** Node 24 takes ten times as long with keys that are buffers. */
export interface SessionKeys {
  readonly cipher: KeyObject;
  readonly salt: Buffer;
  readonly authentication: KeyObject;
}

const authenticationBytes = 20;
const kdfSaltBytes = 14;

export function deriveKeys(
  master: Buffer,
  suite: Suite,
): { readonly rtp: SessionKeys; readonly rtcp: SessionKeys } {
  const key = createSecretKey(master.subarray(0, masterKeyBytes));
  // The shorter salt of AEAD is filled up with zeros (RFC 7714 §11).
  const salt = Buffer.alloc(kdfSaltBytes);
  master.copy(salt, 0, masterKeyBytes);
  const saltBytes = master.length - masterKeyBytes;
  const keysFrom = (label: number): SessionKeys => ({
    cipher: createSecretKey(derive(key, salt, label, masterKeyBytes)),
    authentication: createSecretKey(derive(key, salt, label + 1, authenticationBytes)),
    salt: derive(key, salt, label + 2, saltBytes),
  });
  if (suite === 'AEAD_AES_128_GCM' && saltBytes !== 12) throw new Error('a GCM salt has 12 bytes');
  return { rtp: keysFrom(0), rtcp: keysFrom(3) };
}

/** AES in counter mode over the salt with the label in it; the key derivation rate is 0. */
function derive(key: KeyObject, salt: Buffer, label: number, bytes: number): Buffer {
  const counter = Buffer.alloc(16);
  salt.copy(counter);
  counter.writeUInt8(counter.readUInt8(7) ^ label, 7);
  return createCipheriv('aes-128-ctr', key, counter).update(Buffer.alloc(bytes));
}
