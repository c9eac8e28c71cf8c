/** Free ports for programs that cannot be told "any". */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

async function isFree(port: number, host: string): Promise<boolean> {
  const udp = await new Promise<boolean>((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', () => resolve(false));
    socket.bind(port, host, () => socket.close(() => resolve(true)));
  });
  if (!udp) return false;
  return await new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

let next = 20_000 + (process.pid % 400) * 50;

/**
 * A port that was free for UDP and TCP on loopback a moment ago; never given twice by one process.
 */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (;;) {
    const port = next;
    next = next >= 39_990 ? 20_000 : next + 2;
    if (await isFree(port, host)) return port;
  }
}

const blockPorts = 64;
const blocks = 280;
let taken = 0;

/** A range for the media of one gateway: gateways side by side cannot share one. */
export function mediaPorts(): string {
  const block = (process.pid * 4 + (taken++ % 4)) % blocks;
  const low = 2_000 + block * blockPorts;
  return `${low}-${low + blockPorts - 1}`;
}
