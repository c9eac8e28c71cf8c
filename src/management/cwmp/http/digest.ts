/** HTTP digest and basic credentials, both sides. RFC 7616, RFC 7617; RFC 2069 without qop */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Challenge } from './challenges.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

const hashes = { MD5: 'md5', 'SHA-256': 'sha256' } as const;

function isAlgorithm(name: string): name is keyof typeof hashes {
  return Object.hasOwn(hashes, name);
}

function algorithmOf({ parameters }: Challenge): string {
  return (parameters.get('algorithm') ?? 'MD5').toUpperCase();
}

/** The one to answer: digest before basic, of digests the stronger that we know. */
export function bestChallenge(challenges: readonly Challenge[]): Challenge | undefined {
  const digests = challenges.filter(
    (one) => one.scheme === 'digest' && isAlgorithm(algorithmOf(one)) && mayAnswer(one),
  );
  const strong = digests.find((one) => algorithmOf(one) === 'SHA-256');
  return strong ?? digests[0] ?? challenges.find(({ scheme }) => scheme === 'basic');
}

function mayAnswer({ parameters }: Challenge): boolean {
  const qop = parameters.get('qop');
  return parameters.has('nonce') && (qop === undefined || qopsOf(qop).includes('auth'));
}

function qopsOf(qop: string): readonly string[] {
  return qop.split(',').map((one) => one.trim().toLowerCase());
}

export interface DigestRequest {
  readonly method: string;
  readonly uri: string;
  readonly cnonce: string;
  /** How often this nonce has been used, this time included. */
  readonly count: number;
}

interface ResponseParts {
  readonly algorithm: keyof typeof hashes;
  readonly realm: string;
  readonly nonce: string;
  readonly method: string;
  readonly uri: string;
  /** undefined: the form of RFC 2069. */
  readonly protection?: { readonly nc: string; readonly cnonce: string; readonly qop: string };
}

function digestResponse({ username, password }: Credentials, parts: ResponseParts): string {
  const { algorithm, realm, nonce, method, uri, protection } = parts;
  const hash = (text: string) => createHash(hashes[algorithm]).update(text).digest('hex');
  const first = hash(`${username}:${realm}:${password}`);
  const second = hash(`${method}:${uri}`);
  if (!protection) return hash(`${first}:${nonce}:${second}`);
  const { nc, cnonce, qop } = protection;
  return hash(`${first}:${nonce}:${nc}:${cnonce}:${qop}:${second}`);
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** The Authorization field that answers a challenge. */
export function authorization(
  challenge: Challenge,
  credentials: Credentials,
  { method, uri, cnonce, count }: DigestRequest,
): string {
  const { username, password } = credentials;
  if (challenge.scheme === 'basic') {
    return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
  }
  const { parameters } = challenge;
  const [realm = '', nonce = '', opaque] = ['realm', 'nonce', 'opaque'].map((one) =>
    parameters.get(one),
  );
  const named = algorithmOf(challenge);
  const algorithm = isAlgorithm(named) ? named : 'MD5';
  const nc = count.toString(16).padStart(8, '0');
  const protection = parameters.has('qop') ? { nc, cnonce, qop: 'auth' } : undefined;
  const response = digestResponse(credentials, {
    algorithm,
    realm,
    nonce,
    method,
    uri,
    ...(protection && { protection }),
  });
  const pairs = [
    `username=${quote(username)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(uri)}`,
    `response="${response}"`,
    ...(parameters.has('algorithm') ? [`algorithm=${named}`] : []),
    ...(protection ? [`qop=auth, nc=${nc}, cnonce="${cnonce}"`] : []),
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
  ];
  return `Digest ${pairs.join(', ')}`;
}

export interface Expectation {
  readonly credentials: Credentials;
  readonly realm: string;
  readonly method: string;
  readonly uri: string;
}

/** Whether an Authorization (MD5, qop auth) proves who sent it; its nonce is judged elsewhere. */
export function provesDigest(
  { parameters }: Challenge,
  { credentials, realm, method, uri }: Expectation,
): boolean {
  const get = (name: string) => parameters.get(name) ?? '';
  const isOurs = get('username') === credentials.username && get('realm') === realm;
  if (get('qop') !== 'auth' || get('uri') !== uri || credentials.password === '') return false;
  const expected = digestResponse(credentials, {
    algorithm: 'MD5',
    realm,
    nonce: get('nonce'),
    method,
    uri,
    protection: { nc: get('nc'), cnonce: get('cnonce'), qop: 'auth' },
  });
  const given = Buffer.from(get('response').toLowerCase().padEnd(expected.length).slice(0, 64));
  const wanted = Buffer.from(expected);
  return given.length === wanted.length && timingSafeEqual(given, wanted) && isOurs;
}
