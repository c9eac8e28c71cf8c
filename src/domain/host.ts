/** What a host may be: a name (RFC 1123 §2.1, RFC 3261 §25.1) or an address (RFC 4291 §2.2). */
import { limits } from './limits.ts';

export function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return (
    parts.length === 4 &&
    parts.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part) && Number(part) <= 255)
  );
}

/** Groups on one side of `::`; an IPv4 tail counts as two; -1 when one is malformed. */
function countGroups(side: string, mayEndInIpv4: boolean): number {
  if (side === '') return 0;
  const groups = side.split(':');
  const tail = groups.at(-1) ?? '';
  const hasTail = mayEndInIpv4 && tail.includes('.');
  if (hasTail && !isIpv4(tail)) return -1;
  const plain = hasTail ? groups.slice(0, -1) : groups;
  if (!plain.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return -1;
  return plain.length + (hasTail ? 2 : 0);
}

/** Without brackets and without a zone. */
export function isIpv6(text: string): boolean {
  if (text.length > 45) return false;
  const sides = text.split('::');
  const [left = '', right] = sides;
  if (sides.length > 2) return false;
  if (right === undefined) return countGroups(left, true) === 8;
  const before = countGroups(left, false);
  const after = countGroups(right, true);
  return before >= 0 && after >= 0 && before + after <= 7;
}

export function isIpAddress(text: string): boolean {
  return isIpv4(text) || isIpv6(text);
}

/** The last label starts with a letter: that is what tells a name from an IPv4 address. */
export function isHostName(text: string): boolean {
  const labels = (text.endsWith('.') ? text.slice(0, -1) : text).split('.');
  return (
    labels.every((label) => label.length <= 63 && /^[0-9a-z]([0-9a-z-]*[0-9a-z])?$/i.test(label)) &&
    /^[a-z]/i.test(labels.at(-1) ?? '')
  );
}

/** As it stands in URIs and on the command line: IPv6 in brackets. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

export function isPortNumber(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= limits.udpPortMax;
}
