/** A digest challenge read and judged. RFC 7616 §3.3, RFC 8760 §2. */
import { closingQuote, unquote } from '../message/quoted.ts';

export type Algorithm = 'MD5' | 'SHA-256' | 'SHA-512-256';

export interface Challenge {
  readonly algorithm: Algorithm;
  /** `MD5-sess` and its like: the key takes the nonces in. */
  readonly isSession: boolean;
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly qop: 'auth' | 'auth-int' | undefined;
  readonly stale: boolean;
}

/** Strongest first (RFC 8760 §2.3). */
const algorithms: readonly Algorithm[] = ['SHA-512-256', 'SHA-256', 'MD5'];

/** `Digest a="b", c=d` as parameters with lower-case names; undefined when it is not that. */
export function digestParams(text: string): ReadonlyMap<string, string> | undefined {
  const start = text.search(/\S/);
  if (text.slice(start, start + 7).toLowerCase() !== 'digest ') return undefined;
  const params = new Map<string, string>();
  let at = start + 7;
  while (at < text.length) {
    const equals = text.indexOf('=', at);
    if (equals < 0) break;
    const name = text.slice(at, equals).replace(/[\s,]/g, '').toLowerCase();
    let from = equals + 1;
    while (text.charAt(from) === ' ') from += 1;
    const isQuoted = text.charAt(from) === '"';
    const close = isQuoted ? closingQuote(text, from) : -1;
    if (isQuoted && close < 0) return undefined;
    const comma = text.indexOf(',', isQuoted ? close : from);
    const end = comma < 0 ? text.length : comma;
    const value = isQuoted ? unquote(text, from, close) : text.slice(from, end).trim();
    if (name === '' || params.has(name)) return undefined;
    params.set(name, value);
    at = end + 1;
  }
  return params;
}

export function readChallenge(text: string): Challenge | undefined {
  const params = digestParams(text);
  const nonce = params?.get('nonce');
  const realm = params?.get('realm');
  if (!params || nonce === undefined || realm === undefined) return undefined;
  const named = (params.get('algorithm') ?? 'MD5').toUpperCase();
  const isSession = named.endsWith('-SESS');
  const algorithm = algorithms.find((one) => one === (isSession ? named.slice(0, -5) : named));
  const offered = params
    .get('qop')
    ?.toLowerCase()
    .split(',')
    .map((one) => one.trim());
  const qop = offered?.includes('auth')
    ? 'auth'
    : offered?.includes('auth-int')
      ? 'auth-int'
      : undefined;
  // A qop that we cannot do makes the challenge unusable; none at all is RFC 2069.
  if (!algorithm || (offered && !qop)) return undefined;
  const stale = params.get('stale')?.toLowerCase() === 'true';
  return { algorithm, isSession, realm, nonce, opaque: params.get('opaque'), qop, stale };
}

/** The strongest challenge that can be answered. */
export function pickChallenge(values: readonly string[]): Challenge | undefined {
  const usable = values.map(readChallenge).filter((challenge) => challenge !== undefined);
  for (const algorithm of algorithms) {
    const found = usable.find((challenge) => challenge.algorithm === algorithm);
    if (found) return found;
  }
  return undefined;
}
