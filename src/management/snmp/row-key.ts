/** Names as indexes: the length, then each octet of UTF-8. RFC 2578 §7.7, not IMPLIED. */
import type { Oid } from './oid.ts';

export function rowKey(name: string): Oid {
  const bytes = Buffer.from(name, 'utf8');
  return [bytes.length, ...bytes];
}

/** undefined: no row can have this index. */
export function rowName(key: Oid): string | undefined {
  const [length, ...octets] = key;
  if (length === undefined || length < 1 || length !== octets.length) return undefined;
  if (octets.some((octet) => octet > 255)) return undefined;
  const bytes = Buffer.from(octets);
  const name = bytes.toString('utf8');
  return Buffer.from(name, 'utf8').equals(bytes) ? name : undefined;
}
