/** UDP sockets for addresses that are never names: binding them has no resolver to wait for. */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';

function lookup(
  host: string,
  _options: unknown,
  found: (error: null, address: string, family: number) => void,
): void {
  found(null, host, isIPv6(host) ? 6 : 4);
}

export function udpSocket(address: string): Socket {
  const type = isIPv6(address) ? 'udp6' : 'udp4';
  return createSocket({ type, lookup, ipv6Only: type === 'udp6' });
}

/** Whether nobody holds the port: tried, because nobody could be asked. At once. */
export function isPortFree(address: string, port: number): boolean {
  let code: string | undefined;
  const socket = udpSocket(address);
  socket.once('error', (error: NodeJS.ErrnoException) => {
    code = error.code;
  });
  socket.bind({ address, port, exclusive: true });
  socket.close();
  return code !== 'EADDRINUSE';
}
