/** Who may ask, by address: `10.0.0.0/8`, `fd00::/8`, `192.0.2.7`. */
import { BlockList, isIP } from 'node:net';

export interface SourceList {
  includes(address: string): boolean;
}

/** Takes only what the domain has checked. */
export function createSourceList(ranges: readonly string[]): SourceList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/');
    const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(network, Number(prefix ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return {
    includes(address) {
      // IPv4 over a dual-stack socket.
      const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
      const family = isIP(plain);
      return family !== 0 && list.check(plain, family === 6 ? 'ipv6' : 'ipv4');
    },
  };
}
