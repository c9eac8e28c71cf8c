/** UDP sockets for addresses that are never names: binding them has no resolver to wait for. */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';

type Found = (error: null, address: string, family: number) => void;

/** Asked for each packet that is sent to an address. */
const found4 = (host: string, _options: unknown, found: Found) => found(null, host, 4);
const found6 = (host: string, _options: unknown, found: Found) => found(null, host, 6);

export function udpSocket(address: string): Socket {
  return isIPv6(address)
    ? createSocket({ type: 'udp6', lookup: found6, ipv6Only: true })
    : createSocket({ type: 'udp4', lookup: found4 });
}
