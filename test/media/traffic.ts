/**
 * Phones for the relay bench, a process of their own: G.711 from every socket, 50 packets a second,
 * stamped.
 */
import { createSocket, type Socket } from 'node:dgram';
import { Shield } from '../../src/media/child/shield.ts';
import type { SrtpPlan } from '../../src/media/plan.ts';
import { formatRtp } from '../../src/media/rtp/header.ts';

/** Sends for so long, from each socket to its port. */
export interface Order {
  readonly ports: readonly number[];
  readonly ms: number;
}

/** What a socket seals and opens with, in base64; by socket, before any order. */
export interface Keys {
  readonly keys: readonly (SrtpPlan | null)[];
}

export interface Report {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly sent: number;
  readonly received: number;
}

const payloadBytes = 160;
const packetBytes = 12 + payloadBytes;

const delays: number[] = [];
let received = 0;
let startMs = 0;

interface Phone {
  readonly socket: Socket;
  readonly shield: Shield;
}

/** Bound at once, as there is no name to look up. */
function open(): Phone {
  const socket = createSocket({ type: 'udp4', lookup: (host, _, found) => found(null, host, 4) });
  const phone: Phone = { socket, shield: new Shield() };
  socket.on('message', (bytes) => {
    const opened = phone.shield.openRtp(bytes);
    // Others on the machine may have mistaken the port.
    const sentMs = opened?.length === packetBytes ? opened.readDoubleBE(12) : 0;
    // Packets of an earlier order may still be on their way.
    if (sentMs < startMs) return;
    received += 1;
    delays.push(performance.now() - sentMs);
  });
  socket.bind(0, '127.0.0.1');
  return phone;
}

function percentile(share: number): number {
  const sorted = delays.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}

const phones = Array.from({ length: Number(process.argv[2]) }, open);
process.send?.(phones.map(({ socket }) => socket.address().port));
/** Goes on from order to order: no number is sealed twice. */
let sequence = 0;

/** Every socket has its own moment within the 20 ms, so that packets come one by one. */
async function traffic({ ports, ms }: Order): Promise<Report> {
  delays.length = 0;
  received = 0;
  const payload = new Uint8Array(payloadBytes);
  const stamp = new DataView(payload.buffer);
  startMs = performance.now();
  const total = Math.floor((ms / 20) * phones.length);
  let sent = 0;
  while (sent < total) {
    const due = ((performance.now() - startMs) * phones.length) / 20;
    for (; sent < Math.min(due, total); sent += 1) {
      const at = sent % phones.length;
      stamp.setFloat64(0, performance.now());
      if (at === 0) sequence = (sequence + 1) & 0xffff;
      const packet = formatRtp({
        hasMarker: false,
        payloadType: 8,
        sequence,
        timestamp: sequence * 160,
        ssrc: at + 1,
        payload,
      });
      const sealed = phones[at]?.shield.sealRtp(packet);
      if (sealed !== undefined) phones[at]?.socket.send(sealed, ports[at] ?? 9, '127.0.0.1');
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

function isKeys(message: unknown): message is Keys {
  return typeof message === 'object' && message !== null && 'keys' in message;
}

process.on('message', (message) => {
  if (isKeys(message))
    for (const [at, key] of message.keys.entries()) phones[at]?.shield.apply(key ?? undefined);
  if (isOrder(message)) void traffic(message).then((report) => process.send?.(report));
});
process.on('disconnect', () => process.exit());
