/** Free ports for programs that cannot be told "any". */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/**
 * Taken for the life of this process, among all that run tests in this network namespace: held by
 * an abstract socket of that name, which goes with its process however that ends.
 */
function claim(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().unref();
    server.once('error', () => resolve(false));
    server.listen(`\0offhook-test-${name}`, () => resolve(true));
  });
}

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

/** Below those that the kernel gives to whoever asks for any. */
const [firstPort, endOfPorts] = [20_000, 32_000];
let next = firstPort + (process.pid % 240) * 50;

/** A port that is free for UDP and TCP on loopback, and that no other test is given. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (;;) {
    const port = next;
    next = next + 2 < endOfPorts ? next + 2 : firstPort;
    if ((await claim(String(port))) && (await isFree(port, host))) return port;
  }
}

const blockPorts = 64;
const blocks = 280;
let nextBlock = process.pid % blocks;

/** A range for the media of one gateway: gateways side by side cannot share one. */
export async function mediaPorts(): Promise<string> {
  for (;;) {
    const block = nextBlock;
    nextBlock = (nextBlock + 1) % blocks;
    const low = 2_000 + block * blockPorts;
    if (await claim(`media-${block}`)) return `${low}-${low + blockPorts - 1}`;
  }
}
