/** Passwords and tokens of the web face: kept as hashes only, compared in constant time. */
import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { WebSettings, WebToken } from '../domain/configuration.ts';

/** 2^15 rounds of 8 KiB: about a twentieth of a second, off the event loop. RFC 7914 §2. */
const costBits = 15;
const blockSize = 8;
const keyBytes = 32;
/** Asked against when there is no such user, so that the answer takes as long. */
const nobody = ['scrypt', costBits, 'AAAA', Buffer.alloc(keyBytes).toString('base64')].join('$');

function derive(password: string, salt: Buffer, bits: number): Promise<Buffer> {
  const N = 2 ** bits;
  const options = { N, r: blockSize, p: 1, maxmem: 256 * N * blockSize };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, keyBytes, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, costBits);
  return `scrypt$${costBits}$${salt.toString('base64')}$${key.toString('base64')}`;
}

export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, bits = '', salt = '', key = ''] = (hash ?? nobody).split('$');
  const expected = Buffer.from(key, 'base64');
  // A hash from elsewhere must not make us work for minutes.
  const cost = Math.min(Number(bits) || costBits, 17);
  const derived = await derive(password, Buffer.from(salt, 'base64'), cost);
  return (
    hash !== undefined && expected.length === derived.length && timingSafeEqual(expected, derived)
  );
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** 192 random bits behind a prefix that secret scanners know. */
export function createToken(): { readonly token: string; readonly hash: string } {
  const token = `offhook_${randomBytes(24).toString('base64url')}`;
  return { token, hash: hashToken(token) };
}

/** The token that an `Authorization: Bearer` header carries, if it is one of ours. */
export function bearerOf(
  tokens: readonly WebToken[],
  authorization: string | undefined,
): WebToken | undefined {
  const [, given] = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(authorization ?? '') ?? [];
  if (given === undefined) return undefined;
  const hash = Buffer.from(hashToken(given));
  return tokens.find((token) => {
    const known = Buffer.from(token.hash);
    return known.length === hash.length && timingSafeEqual(known, hash);
  });
}

function isLoopback(address = ''): boolean {
  return /^(::ffff:)?127\./.test(address) || address === '::1';
}

/** From loopback nobody is asked; from elsewhere a token of any scope will do. */
export function maySeeMetrics(
  { tokens }: WebSettings,
  address: string | undefined,
  authorization: string | undefined,
): boolean {
  return isLoopback(address) || bearerOf(tokens, authorization) !== undefined;
}
