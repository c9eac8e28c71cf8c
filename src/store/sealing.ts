/** Secrets sealed with AES-256-GCM, each to its place: `v1:<base64url nonce, ciphertext, tag>`. */
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { Refusal } from '../domain/refusal.ts';

export interface Sealing {
  readonly seal: (secret: string, context: string) => string;
  /** Refuses what was changed, cut, sealed elsewhere or by another key: `E-SECRET-SEALED`. */
  readonly unseal: (sealed: string, context: string) => string;
}

const cipher = 'aes-256-gcm';
const prefix = 'v1:';
/** SP 800-38D §8.2.2: a random nonce of 96 bits. */
const nonceBytes = 12;
const tagBytes = 16;

export function createSealing(key: KeyObject): Sealing {
  return {
    seal(secret, context) {
      const nonce = randomBytes(nonceBytes);
      const sealer = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(context));
      const body = Buffer.concat([nonce, sealer.update(secret, 'utf8'), sealer.final()]);
      return prefix + Buffer.concat([body, sealer.getAuthTag()]).toString('base64url');
    },
    unseal(sealed, context) {
      const bytes = bytesOf(sealed);
      if (!bytes) throw refusal(context, 'it is not in the form v1:<base64url>');
      const nonce = bytes.subarray(0, nonceBytes);
      const opener = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes });
      opener.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-tagBytes));
      try {
        const text = opener.update(bytes.subarray(nonceBytes, -tagBytes));
        return Buffer.concat([text, opener.final()]).toString('utf8');
      } catch {
        throw refusal(context, 'it was changed, moved, or sealed with another key');
      }
    },
  };
}

function bytesOf(sealed: string): Buffer | undefined {
  if (!sealed.startsWith(prefix)) return undefined;
  const text = sealed.slice(prefix.length);
  const bytes = Buffer.from(text, 'base64url');
  // Node skips strange characters and the spare bits of the last one; one spelling is ours.
  const isCanonical = bytes.toString('base64url') === text;
  return isCanonical && bytes.length >= nonceBytes + tagBytes ? bytes : undefined;
}

function refusal(context: string, why: string): Refusal {
  return new Refusal('E-SECRET-SEALED', `the sealed secret of ${context} does not open: ${why}`);
}
