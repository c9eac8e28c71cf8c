/** A hundred G.711 calls through the relay: what they cost the child, and what it adds to their delay. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createMedia } from '../../src/media/create-media.ts';
import { realClock } from '../../src/runtime/clock.ts';
import type { Order, Report } from '../media/traffic.ts';
import type { Figure } from './figure.ts';

const calls = 100;
/** Past the learning window the sockets are tied to their peers. */
const warmUpMs = 4500;
const measureMs = 8000;
const side = { bind: '127.0.0.1', advertise: '127.0.0.1' };

function description(port: number): Buffer {
  const head = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n';
  return Buffer.from(`${head}m=audio ${port} RTP/AVP 8\r\n`);
}

function portIn(sdp: Buffer): number {
  return Number(/^m=audio (\d+)/m.exec(sdp.toString())?.[1]);
}

/** User and system time of a process so far: proc(5), fields 14 and 15, in hundredths of a second. */
function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Packets that go from each phone to the other directly, and then the same through the relay. */
export default async function run(): Promise<readonly Figure[]> {
  const phones = fork(new URL('../media/traffic.ts', import.meta.url), [String(2 * calls)], {
    execArgv: [],
  });
  const media = createMedia({
    addresses: { lan: side, wan: side },
    portRange: { low: 16_384, high: 20_000 },
    clock: realClock,
    onEvent: () => undefined,
  });
  async function traffic(order: Order): Promise<Report> {
    phones.send(order);
    const [report]: Report[] = await once(phones, 'message');
    if (report === undefined) throw new Error('the phones gave no report');
    return report;
  }
  const [ports = []]: number[][] = await once(phones, 'message');
  const direct = await traffic({ ports: ports.toReversed(), ms: 3000 });

  const targets: number[] = [];
  for (let at = 0; at < calls; at += 1) {
    const [caller = 0, callee = 0] = ports.slice(2 * at);
    const offer = media.relay(`${at}`, 'a', 'lan', 'wan', description(caller));
    const answer = media.relay(`${at}`, 'b', 'wan', 'lan', description(callee));
    targets.push(portIn(answer), portIn(offer));
  }
  await media.stats('0');
  await traffic({ ports: targets, ms: warmUpMs });
  const pid = media.pid();
  if (pid === undefined) throw new Error('the media child is gone');
  const [cpuBefore, began] = [cpuMs(pid), performance.now()];
  const relayed = await traffic({ ports: targets, ms: measureMs });
  const share = (cpuMs(pid) - cpuBefore) / (performance.now() - began);
  await media.stop();
  phones.disconnect();

  const figure = (what: string, value: number, unit: string, target: number): Figure => {
    return { name: `${calls} relayed calls: ${what}`, value, unit, target, direction: 'max' };
  };
  return [
    figure('share of a core', share * 100, '%', 18),
    figure('one-way delay added, p50', relayed.p50Ms - direct.p50Ms, 'ms', 0.3),
    figure('one-way delay added, p99', relayed.p99Ms - direct.p99Ms, 'ms', 0.5),
    figure('packets lost', relayed.sent - relayed.received, '', 0),
  ];
}
