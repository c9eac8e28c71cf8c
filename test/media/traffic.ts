/** Phones for the relay bench, a process of their own: G.711 from every socket, 50 packets a second, stamped. */
import { createSocket, type Socket } from 'node:dgram';
import { formatRtp } from '../../src/media/rtp/header.ts';

/** Sends for so long, from each socket to its port; 0 ends the process. */
export interface Order {
  readonly ports: readonly number[];
  readonly ms: number;
}

export interface Report {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly sent: number;
  readonly received: number;
}

const delays: number[] = [];
let received = 0;

/** Bound at once, as there is no name to look up. */
function open(): Socket {
  const socket = createSocket({ type: 'udp4', lookup: (host, _, found) => found(null, host, 4) });
  socket.on('message', (bytes) => {
    received += 1;
    delays.push(performance.now() - bytes.readDoubleBE(12));
  });
  socket.bind(0, '127.0.0.1');
  return socket;
}

function percentile(share: number): number {
  const sorted = delays.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}

const sockets = Array.from({ length: Number(process.argv[2]) }, open);
process.send?.(sockets.map((socket) => socket.address().port));

/** Every socket has its own moment within the 20 ms, so that packets come one by one. */
async function traffic({ ports, ms }: Order): Promise<Report> {
  delays.length = 0;
  received = 0;
  const payload = new Uint8Array(160);
  const stamp = new DataView(payload.buffer);
  const startMs = performance.now();
  const total = Math.floor((ms / 20) * sockets.length);
  let sent = 0;
  while (sent < total) {
    const due = ((performance.now() - startMs) * sockets.length) / 20;
    for (; sent < Math.min(due, total); sent += 1) {
      const at = sent % sockets.length;
      stamp.setFloat64(0, performance.now());
      const sequence = Math.floor(sent / sockets.length) & 0xffff;
      const packet = formatRtp({
        hasMarker: false,
        payloadType: 8,
        sequence,
        timestamp: sequence * 160,
        ssrc: at + 1,
        payload,
      });
      sockets[at]?.send(packet, ports[at] ?? 9, '127.0.0.1');
    }
    // Spinning keeps the delays honest: a timer would let packets wait for a millisecond.
    await new Promise(setImmediate);
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  return { p50Ms: percentile(0.5), p99Ms: percentile(0.99), sent, received };
}

function isOrder(message: unknown): message is Order {
  return typeof message === 'object' && message !== null && 'ports' in message;
}

process.on('message', (message) => {
  if (isOrder(message)) void traffic(message).then((report) => process.send?.(report));
});
process.on('disconnect', () => process.exit());
