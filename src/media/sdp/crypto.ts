/** SDES keys in a=crypto lines. RFC 4568 §9.1, RFC 8643 for those in streams that may be plain. */
import { isSuite, masterBytes, type Suite } from '../srtp/suites.ts';
import { attributeOf } from './attributes.ts';
import { type Line, wordsOf } from './lines.ts';

export interface Crypto {
  readonly tag: string;
  readonly suite: Suite;
  /** Key and salt. */
  readonly master: Buffer;
}

export function isCrypto(line: Line): boolean {
  return line.type === 'a' && attributeOf(line)[0] === 'crypto';
}

/** The first line of a stream that we can follow, which is the one its sender likes best. */
export function chooseCrypto(part: readonly Line[]): Crypto | undefined {
  for (const line of part) {
    const crypto = isCrypto(line) ? readCrypto(attributeOf(line)[1]) : undefined;
    if (crypto !== undefined) return crypto;
  }
  return undefined;
}

/**
 * Undefined for other suites, several keys, key identifiers, and parameters that change the
 * packets.
 */
function readCrypto(value: string): Crypto | undefined {
  const [tag = '', suite = '', keyParams = '', ...sessionParams] = wordsOf(value);
  if (!/^[0-9]{1,9}$/.test(tag) || !isSuite(suite)) return undefined;
  if (!sessionParams.every((param) => param.startsWith('WSH='))) return undefined;
  const [method, inline = '', ...more] = keyParams.split(/[:;]/);
  const [key = '', lifetimeOrIdentifier = ''] = inline.split('|');
  // An identifier looks like `1:4`, which the colon has cut in two.
  const isPlain = more.length === 0 && /^(2\^)?[0-9]*$/.test(lifetimeOrIdentifier);
  const master = Buffer.from(key, 'base64');
  if (method !== 'inline' || !isPlain || master.length !== masterBytes(suite)) return undefined;
  return { tag, suite, master };
}

export function formatCrypto({ tag, suite, master }: Crypto, end: Line['end']): Line {
  return { type: 'a', value: `crypto:${tag} ${suite} inline:${master.toString('base64')}`, end };
}
