/**
 * Object identifiers as lists of sub-identifiers: their order, their subtrees, their text. RFC 2578
 * §3.5.
 */

export type Oid = readonly number[];

/** Lexicographic, a prefix before what it begins. */
export function compareOids(left: Oid, right: Oid): number {
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

export function startsWith(oid: Oid, prefix: Oid): boolean {
  if (oid.length < prefix.length) return false;
  for (let at = 0; at < prefix.length; at += 1) {
    if (oid[at] !== prefix[at]) return false;
  }
  return true;
}

export function formatOid(oid: Oid): string {
  return oid.join('.');
}

/** `1.3.6.1` or `.1.3.6.1`; undefined when it is no object identifier. */
export function parseOid(text: string): Oid | undefined {
  if (!/^\.?(0|[1-9][0-9]{0,9})(\.(0|[1-9][0-9]{0,9})){0,127}$/.test(text)) return undefined;
  const oid = (text.startsWith('.') ? text.slice(1) : text).split('.').map(Number);
  return oid.every((arc) => arc <= 0xffff_ffff) ? oid : undefined;
}

/** The first place in sorted `keys` that lies behind `key`; at it, when `isIncluded`. */
export function placeAfter(keys: readonly Oid[], key: Oid, isIncluded = false): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compareOids(keys[middle] ?? [], key);
    if (order < 0 || (order === 0 && !isIncluded)) low = middle + 1;
    else high = middle;
  }
  return low;
}
