/** A hundred G.711 calls through the relay: what they cost the child, and what it adds to their delay. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createMedia } from '../../src/media/create-media.ts';
import type { SrtpPlan } from '../../src/media/plan.ts';
import { masterBytes, type Suite } from '../../src/media/srtp/suites.ts';
import { realClock } from '../../src/runtime/clock.ts';
import type { Order, Report } from '../media/traffic.ts';
import type { Figure } from './figure.ts';

const calls = 100;
/** Past the learning window the sockets are tied to their peers. */
const warmUpMs = 4500;
const measureMs = 8000;
const suite: Suite = 'AES_CM_128_HMAC_SHA1_80';
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

/** A callee's own key, and the key that it was offered for what comes to it. */
const calleeKey = Buffer.alloc(masterBytes(suite), 0x17).toString('base64');

function keyIn(offer: Buffer): string {
  return new RegExp(`${suite} inline:(\\S+)`).exec(offer.toString())?.[1] ?? '';
}

function secured(sdp: Buffer): Buffer {
  const text = sdp.toString().replace('RTP/AVP', 'RTP/SAVP');
  return Buffer.from(`${text}a=crypto:1 ${suite} inline:${calleeKey}\r\n`);
}

interface Run {
  readonly direct: Report;
  readonly relayed: Report;
  readonly share: number;
}

/** Packets that go from each phone to the other directly, and then the same through the relay. */
async function measure(isSecure: boolean): Promise<Run> {
  const phones = fork(new URL('../media/traffic.ts', import.meta.url), [String(2 * calls)], {
    execArgv: [],
  });
  const media = createMedia({
    addresses: { lan: side, wan: { ...side, srtp: isSecure ? 'required' : 'off' } },
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
  const keys: (SrtpPlan | null)[] = [];
  for (let at = 0; at < calls; at += 1) {
    const [caller = 0, callee = 0] = ports.slice(2 * at);
    const offer = media.relay(`${at}`, 'a', 'lan', 'wan', description(caller));
    const said = isSecure ? secured(description(callee)) : description(callee);
    const answer = media.relay(`${at}`, 'b', 'wan', 'lan', said);
    targets.push(portIn(answer), portIn(offer));
    keys.push(null, isSecure ? { suite, receive: keyIn(offer), send: calleeKey } : null);
  }
  phones.send({ keys });
  await media.stats('0');
  await traffic({ ports: targets, ms: warmUpMs });
  const pid = media.pid();
  if (pid === undefined) throw new Error('the media child is gone');
  const [cpuBefore, began] = [cpuMs(pid), performance.now()];
  const relayed = await traffic({ ports: targets, ms: measureMs });
  const share = (100 * (cpuMs(pid) - cpuBefore)) / (performance.now() - began);
  await media.stop();
  phones.disconnect();
  return { direct, relayed, share };
}

export default async function run(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const isSecure of [false, true]) {
    const { direct, relayed, share } = await measure(isSecure);
    const add = (what: string, value: number, unit: string, target: number) => {
      const kind = isSecure ? 'SRTP outside' : 'plain';
      const name = `${calls} relayed calls, ${kind}: ${what}`;
      figures.push({ name, value, unit, target, direction: 'max' });
    };
    add('share of a core', share, '%', isSecure ? 25 : 18);
    add('one-way delay added, p50', relayed.p50Ms - direct.p50Ms, 'ms', 0.3);
    add('one-way delay added, p99', relayed.p99Ms - direct.p99Ms, 'ms', 0.5);
    add('packets lost', relayed.sent - relayed.received, '', 0);
  }
  return figures;
}
