/** Addresses as they stand in packets. */
import { isIpv4, isIpv6 } from '../domain/host.ts';

/** Four bytes; zeros for what is no IPv4 address. */
export function ipv4Bytes(address: string): Buffer {
  return isIpv4(address) ? Buffer.from(address.split('.').map(Number)) : Buffer.alloc(4);
}

function groups(text: string): readonly string[] {
  return text.split(':').filter((group) => group !== '');
}

/** Sixteen bytes; an IPv4 address is mapped (RFC 4291 §2.5.5.2). */
export function ipv6Bytes(address: string): Buffer {
  const bytes = Buffer.alloc(16);
  if (!isIpv6(address)) {
    bytes.writeUInt16BE(0xffff, 10);
    ipv4Bytes(address).copy(bytes, 12);
    return bytes;
  }
  const [head = '', tail] = address.split('::');
  const [left, right] = [groups(head), groups(tail ?? '')];
  const missing = 8 - left.length - right.length;
  const all = [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  for (const [at, group] of all.entries()) bytes.writeUInt16BE(Number.parseInt(group, 16), 2 * at);
  return bytes;
}
