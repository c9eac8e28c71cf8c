/** Addresses and ports as descriptions write them and as the kernel does. RFC 8866 §5.7, §5.14. */
import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import { invalid } from './lines.ts';

/** Where packets go to. The address is an IP address in canonical form. */
export interface Place {
  readonly address: string;
  readonly port: number;
}

export function portOf(text: string): number {
  if (text.length > 5 || !/^[0-9]+$/.test(text) || Number(text) > 65_535)
    throw invalid('a port is a number from 0 to 65535');
  return Number(text);
}

/**
 * As the kernel writes it, so that sources compare as texts; undefined when it is no IP address.
 */
export function canonicalAddress(host: string): string | undefined {
  if (isIPv4(host)) return host;
  if (!isIPv6(host) || host.includes('%')) return undefined;
  return new SocketAddress({ address: host, family: 'ipv6' }).address;
}

/** RFC 3264 §8.4: the old hold, c=IN IP4 0.0.0.0. */
export function isZero(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

export function familyOf(address: string): 'IP4' | 'IP6' {
  return isIPv6(address) ? 'IP6' : 'IP4';
}
