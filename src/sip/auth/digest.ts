/** The digest computation. RFC 7616 §3.4, RFC 8760. */
import { hash as digestOf } from 'node:crypto';
import type { Algorithm, Challenge } from './challenge.ts';

const hashes: Readonly<Record<Algorithm, string>> = {
  MD5: 'md5',
  'SHA-256': 'sha256',
  'SHA-512-256': 'sha512-256',
};

function hash(algorithm: Algorithm, data: string | Buffer): string {
  return digestOf(hashes[algorithm], data, 'hex');
}

/** The hash of user, realm and password: all that a registrar needs to keep. */
export function secretHash(
  algorithm: Algorithm,
  user: string,
  realm: string,
  password: string,
): string {
  return hash(algorithm, `${user}:${realm}:${password}`);
}

export interface DigestInput {
  readonly algorithm: Algorithm;
  readonly isSession: boolean;
  readonly secret: string;
  readonly nonce: string;
  readonly cnonce: string;
  /** Eight hexadecimal digits. */
  readonly nc: string;
  readonly qop: 'auth' | 'auth-int' | undefined;
  readonly method: string;
  readonly uri: string;
  readonly body: Buffer;
}

export function digestResponse(input: DigestInput): string {
  const { algorithm, nonce, cnonce, nc, qop, method, uri } = input;
  const key = input.isSession
    ? hash(algorithm, `${input.secret}:${nonce}:${cnonce}`)
    : input.secret;
  // auth-int: an empty body counts as the hash of nothing.
  const entity = qop === 'auth-int' ? `:${hash(algorithm, input.body)}` : '';
  const act = hash(algorithm, `${method}:${uri}${entity}`);
  const middle = qop === undefined ? nonce : `${nonce}:${nc}:${cnonce}:${qop}`;
  return hash(algorithm, `${key}:${middle}:${act}`);
}

function quoted(text: string): string {
  return `"${text.replace(/(["\\])/g, '\\$1')}"`;
}

/** The value of an Authorization or Proxy-Authorization header. */
export function authorization(
  challenge: Challenge,
  login: string,
  input: Omit<DigestInput, 'algorithm' | 'isSession' | 'nonce' | 'qop'>,
): string {
  const { algorithm, isSession, nonce, qop, opaque } = challenge;
  const response = digestResponse({ ...input, algorithm, isSession, nonce, qop });
  return [
    `Digest username=${quoted(login)}`,
    `realm=${quoted(challenge.realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(input.uri)}`,
    `response="${response}"`,
    `algorithm=${algorithm}${isSession ? '-sess' : ''}`,
    ...(qop === undefined ? [] : [`cnonce="${input.cnonce}"`, `qop=${qop}`, `nc=${input.nc}`]),
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
  ].join(', ');
}
