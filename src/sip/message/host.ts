/** Hosts and ports, IPv6 references among them. RFC 3261 §25.1, RFC 5954, RFC 5118 §4. */
import { HOST, skipClass } from './characters.ts';

/** Groups of one side of an IPv6 address; an IPv4 tail counts as two; -1 when one is malformed. */
function countGroups(side: string, mayEndInIpv4: boolean): number {
  if (side === '') return 0;
  const groups = side.split(':');
  const last = groups.at(-1) ?? '';
  const tail = mayEndInIpv4 && last.includes('.');
  if (tail && !/^[0-9]{1,3}(\.[0-9]{1,3}){3}$/.test(last)) return -1;
  const plain = tail ? groups.slice(0, -1) : groups;
  if (!plain.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return -1;
  return plain.length + (tail ? 2 : 0);
}

/**
 * An IPv6 address in lower case; undefined when it is none. Three colons are read as two (RFC 5118
 * §4.10).
 */
export function normaliseIpv6(text: string): string | undefined {
  if (text.length > 46) return undefined;
  const address = text.toLowerCase().replace(':::', '::');
  const gap = address.indexOf('::');
  if (gap < 0) return countGroups(address, true) === 8 ? address : undefined;
  if (gap !== address.lastIndexOf('::')) return undefined;
  const left = countGroups(address.slice(0, gap), false);
  const right = countGroups(address.slice(gap + 2), true);
  return left >= 0 && right >= 0 && left + right <= 7 ? address : undefined;
}

/** Where the host that begins here ends; -1 when there is none. */
export function hostEnd(text: string, from: number): number {
  if (text.charCodeAt(from) === 0x5b) return text.indexOf(']', from) + 1 || -1;
  const end = skipClass(text, from, HOST);
  return end === from ? -1 : end;
}

/** The host between two places, lower case, without brackets; undefined when it is malformed. */
export function hostBetween(text: string, from: number, end: number): string | undefined {
  if (text.charCodeAt(from) === 0x5b) return normaliseIpv6(text.slice(from + 1, end - 1));
  return text.slice(from, end).toLowerCase();
}

/** Where the digits of a port end; -1 when they are none or too many to be a port. */
export function portEnd(text: string, from: number): number {
  let at = from;
  let port = 0;
  while (at < text.length && at < from + 6) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) break;
    port = port * 10 + digit;
    at += 1;
  }
  return port >= 1 && port <= 65_535 ? at : -1;
}

/** A host as it is written in URIs and Via: IPv6 with brackets. */
export function formatHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

export function formatHostPort(host: string, port: number | undefined): string {
  return port === undefined ? formatHost(host) : `${formatHost(host)}:${port}`;
}
